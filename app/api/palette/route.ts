import { loadPaletteQuestion } from '@/lib/palette'
import { searchPalette } from '@/server/overview/palette'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute(
  'accounts.read',
  ({ request }) => loadPaletteQuestion(new URL(request.url).searchParams),
  searchPalette,
)
