import { type ApprovalRow, approvableActions } from '@/lib/approval'

export function actionWords(row: Pick<ApprovalRow, 'action'>): string {
  return Object.entries(approvableActions).find(([action]) => action === row.action)?.[1] ?? row.action
}
