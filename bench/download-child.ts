/** Measures one whole download, from the click to the ready dataset. */
import { setTimeout as sleep } from 'node:timers/promises'
import { startDownload } from '@/inngest/downloads'
import { startHolocron } from '@/inngest/start'
import { isRunning } from '@/lib/datasets/model/dataset'
import { getDownloadState, requireDataset } from '@/lib/datasets/store'
import { closeDb } from '@/lib/db/client'

/** Polling is work too, but not the download's. */
const POLL_EVERY_MS = 200

const stop = await startHolocron()
const start = performance.now()
const cpuStart = process.cpuUsage()
const { id } = (await startDownload('auto')).dataset
for (;;) {
  const turn = await getDownloadState(id)
  if (turn === null || !isRunning(turn.status)) break
  await sleep(POLL_EVERY_MS)
}
const ms = performance.now() - start
const cpu = process.cpuUsage(cpuStart)
const { status, rowCount, error } = await requireDataset(id)
if (status !== 'ready') throw new Error(error ?? `The download is ${status}.`)
console.log(
  JSON.stringify({
    ms,
    cpuMs: (cpu.user + cpu.system) / 1000,
    maxRssMb: process.resourceUsage().maxRSS / 1024,
    records: rowCount,
  }),
)
await stop()
await closeDb()
