import { readdir } from 'node:fs/promises'
import { warmUp } from '@/lib/datasets/assemble/warm-up'
import { storagePath } from '@/lib/env'
import { log } from '@/lib/log'
import { setUpTemporaryApp } from '@/lib/testing/app'

setUpTemporaryApp()

test('warming up succeeds, and leaves nothing behind', async () => {
  const logged = jest.spyOn(log, 'debug')
  await warmUp()
  expect(logged).not.toHaveBeenCalled()
  expect(await readdir(storagePath('tmp'))).toEqual([])
})
