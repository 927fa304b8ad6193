import type { StateIcon } from '@/components/ui/status'
import type { Tone } from '@/components/ui/tone'
import type { QueueState, ReviewState } from '@/lib/billing'
import { reviewWords } from '@/lib/billing-words'

export const reviewLook: Record<ReviewState, { label: string; tone: Tone; icon: StateIcon }> = {
  new: { label: reviewWords.new, tone: 'neutral', icon: 'dashed' },
  changed: { label: reviewWords.changed, tone: 'info', icon: 'dot' },
  questioned: { label: reviewWords.questioned, tone: 'warning', icon: 'question' },
  approved: { label: reviewWords.approved, tone: 'success', icon: 'check' },
  untold: { label: reviewWords.untold, tone: 'neutral', icon: 'slash' },
}

export const queueWords: Record<QueueState, string> = {
  open: 'To review',
  new: 'Not reviewed',
  changed: 'Flag changed',
  questioned: 'Questioned',
  approved: 'Approved',
  all: 'All',
}

export const rollupWords = { yes: 'On', no: 'Off', unknown: 'Not reported by Telnyx' } as const

export const rollupWord = (flag: boolean) => (flag ? rollupWords.yes : rollupWords.no).toLowerCase()
