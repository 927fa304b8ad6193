import { loadPaletteQuestion } from '@/lib/palette'
import { searchPalette } from '@/server/overview/palette'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.read', ({ search }) => loadPaletteQuestion(search), searchPalette)
