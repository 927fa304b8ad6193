import { Lost } from '../lost'

/** Shown inside the frame, which brings the main landmark. */
export default function NotFound() {
  return <Lost />
}
