import { Lost } from '../lost'

/** Rendered inside the shell, which has the main landmark. */
export default function NotFound() {
  return <Lost />
}
