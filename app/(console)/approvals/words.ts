import { type ApprovalRow, approvableActions } from '@/lib/approval'

export function actionWords({ action }: Pick<ApprovalRow, 'action'>): string {
  return approvableActions[action]
}
