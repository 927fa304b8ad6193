import 'server-only'
import type { ExportColumn } from '@/lib/account-columns'
import { type ChannelSearch, limitWords } from '@/lib/channels'
import { exportList } from '../accounts/export/list'
import type { Ctx, OperatorActor } from '../context'
import { channelIds } from './queries'

const columns: readonly ExportColumn[] = ['name', 'status', 'email', 'channels', 'id']

/** The accounts of the list with their channel limits, and the total of the known ones. */
export function exportChannels(ctx: Ctx<OperatorActor>, search: ChannelSearch): Promise<Response> {
  const limits = search.limit.map(kind => limitWords[kind]).join(', ')
  const words = [`Channel limits${limits && `: ${limits}`}`, search.q !== '' && `matching “${search.q}”`]
  return exportList(ctx, {
    ids: channelIds(search),
    scope: words.filter(Boolean).join(', '),
    name: 'channel-limits',
    columns,
  })
}
