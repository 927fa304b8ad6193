import { afterEach, expect, it, vi } from 'vitest'
import { makeQueryClient } from '@/app/query-client'
import { viewsQuery } from '../../_shell/queries'
import { readViewsAgain } from './use-view'

afterEach(() => vi.unstubAllGlobals())

it('reads the views after a change, although an answer from before it is on its way', async () => {
  const answers = ['before', 'after']
  vi.stubGlobal('fetch', async () => Response.json([answers.shift()]))
  const client = makeQueryClient()
  void client.query(viewsQuery()).catch(() => undefined)
  await readViewsAgain(client)
  expect(client.getQueryData(viewsQuery().queryKey)).toEqual(['after'])
})
