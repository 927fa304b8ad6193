import {
  CircleCheck,
  CircleDashed,
  CircleQuestionMark,
  History,
  type LucideIcon,
  MessageCircleQuestionMark,
} from 'lucide-react'
import type { Tone } from '@/components/ui/tone'
import type { QueueState, ReviewState } from '@/lib/billing'

export const reviewLook: Record<ReviewState, { label: string; tone: Tone; icon: LucideIcon }> = {
  new: { label: 'Not reviewed', tone: 'neutral', icon: CircleDashed },
  changed: { label: 'Changed since', tone: 'info', icon: History },
  questioned: { label: 'Questioned', tone: 'warning', icon: MessageCircleQuestionMark },
  approved: { label: 'Approved', tone: 'success', icon: CircleCheck },
  untold: { label: 'Nothing to judge', tone: 'neutral', icon: CircleQuestionMark },
}

export const queueWords: Record<QueueState, string> = {
  open: 'To review',
  new: 'Not reviewed',
  changed: 'Changed since',
  questioned: 'Questioned',
  approved: 'Approved',
  all: 'All',
}

export const rollupWords = { yes: 'On', no: 'Off', unknown: 'Not told by Telnyx' } as const

export const rollupWord = (flag: boolean) => (flag ? rollupWords.yes : rollupWords.no).toLowerCase()
