import type { JSX } from 'react'
import { Alert, AlertDescription, AlertTitle } from '@/components/ui/alert'
import { formatQuantity } from '@/lib/format'

/** What the startup check found in the storage folder, as numbers of datasets. */
export interface StorageNoticeProps {
  /** Found; their files are still being checked. */
  checking: number
  /** Found, but cannot be adopted. */
  left: number
  /** Known to the database, but without files. */
  missing: number
  /** Known to the database, but with files in another storage. */
  elsewhere: number
  /** Other servers that see another storage. */
  apart: number
  /** True when datasets are kept in a bucket. */
  isBucket?: boolean
}

/** Says why datasets are missing from the list, or listed without files. */
export function StorageNotice(props: StorageNoticeProps): JSX.Element {
  const { checking, left, missing, elsewhere, apart, isBucket = false } = props
  const isMismatch = apart === 0 || checking + left + missing > 0
  const place = isBucket ? 'bucket' : 'storage folder'
  const advice = isBucket
    ? 'If Holocron was started with the wrong bucket, correct the S3 settings and restart it; datasets of a folder are copied by npm run move-storage.'
    : 'If Holocron was started with the wrong folder, set STORAGE_DIR and restart it.'
  return (
    <Alert role="status" variant={missing + left + elsewhere + apart > 0 ? 'destructive' : 'default'}>
      <AlertTitle>
        {isMismatch ? `The ${place} and the database do not match` : 'The servers use different storages'}
      </AlertTitle>
      <AlertDescription className="flex flex-col gap-1">
        {apart === 0 ? null : (
          <p>
            {`${formatQuantity(apart, 'other server')} on this database ${apart === 1 ? 'sees' : 'see'} a different storage, so each of them can open only part of the datasets. `}
            Let all servers use one storage, and restart them. Nothing was deleted.
          </p>
        )}
        {elsewhere === 0 ? null : (
          <p>
            {`The files of ${formatQuantity(elsewhere, 'dataset')} are kept in a storage that this server does not see. `}
            {elsewhere === 1 ? 'It opens' : 'They open'} on a server that sees it.{' '}
            {`${advice} Nothing was deleted.`}
          </p>
        )}
        {missing === 0 ? null : (
          <p>
            {`The files of ${formatQuantity(missing, 'dataset')} are not in the ${place}, so ${missing === 1 ? 'it' : 'they'} cannot be opened. `}
            {`${advice} Nothing was deleted.`}
          </p>
        )}
        {left === 0 ? null : (
          <p>
            {`${formatQuantity(left, 'folder')} could not be adopted as ${left === 1 ? 'a dataset' : 'datasets'} and ${left === 1 ? 'was' : 'were'} left untouched. Run `}
            <code className="font-mono text-xs">npm run verify</code> to see why.
          </p>
        )}
        {checking === 0 ? null : (
          <p>
            {`The files of ${formatQuantity(checking, 'dataset')} are being checked. `}
            {checking === 1 ? 'It appears' : 'Each appears'} below once its files are verified.
          </p>
        )}
      </AlertDescription>
    </Alert>
  )
}
