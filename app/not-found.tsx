import { Lost } from './lost'

export default function NotFound() {
  return (
    <main className="grid min-h-dvh place-items-center p-6">
      <Lost />
    </main>
  )
}
