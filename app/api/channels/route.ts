import { loadChannelSearch } from '@/lib/channels'
import { listChannels } from '@/server/channels/queries'
import { defineRoute } from '@/server/web/route'

export const GET = defineRoute('channels.read', ({ search }) => loadChannelSearch(search), listChannels)
