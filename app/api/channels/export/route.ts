import { loadChannelSearch } from '@/lib/channels'
import { exportChannels } from '@/server/channels/export'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('accounts.export', ({ search }) => loadChannelSearch(search), exportChannels)
