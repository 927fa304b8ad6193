import type { StateIcon } from '@/components/ui/status'
import type { Tone } from '@/components/ui/tone'
import type { ReviewItem } from '@/lib/reviews'

export const verdictLook: Record<ReviewItem['verdict'], { tone: Tone; icon: StateIcon }> = {
  open: { tone: 'neutral', icon: 'dashed' },
  approved: { tone: 'success', icon: 'check' },
  questioned: { tone: 'warning', icon: 'question' },
}
