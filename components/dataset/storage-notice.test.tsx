/** @jest-environment jest-fixed-jsdom */
import { render, screen } from '@testing-library/react'
import { StorageNotice, type StorageNoticeProps } from '@/components/dataset/storage-notice'

const sentences = (props: Partial<StorageNoticeProps>): (string | null)[] => {
  render(<StorageNotice checking={0} left={0} missing={0} elsewhere={0} apart={0} {...props} />)
  return Array.from(screen.getByRole('status').querySelectorAll('p')).map(({ textContent }) => textContent)
}

test('datasets without files are not reported as lost: it may be the wrong folder', () => {
  expect(sentences({ missing: 2 })).toEqual([
    'The files of 2 datasets are not in the storage folder, so they cannot be opened. If Holocron was started with the wrong folder, set STORAGE_DIR and restart it. Nothing was deleted.',
  ])
})

test('folders that cannot be adopted are left, and verify says why', () => {
  expect(sentences({ left: 1 })).toEqual([
    '1 folder could not be adopted as a dataset and was left untouched. Run npm run verify to see why.',
  ])
})

test('datasets that are being checked appear later', () => {
  expect(sentences({ checking: 3, left: 2, missing: 1 })).toEqual([
    'The files of 1 dataset are not in the storage folder, so it cannot be opened. If Holocron was started with the wrong folder, set STORAGE_DIR and restart it. Nothing was deleted.',
    '2 folders could not be adopted as datasets and were left untouched. Run npm run verify to see why.',
    'The files of 3 datasets are being checked. Each appears below once its files are verified.',
  ])
})

test('of a bucket, the wrong one is suspected, or that nothing was moved there', () => {
  expect(sentences({ missing: 1, isBucket: true })).toEqual([
    'The files of 1 dataset are not in the bucket, so it cannot be opened. If Holocron was started with the wrong bucket, correct the S3 settings and restart it; datasets of a folder are copied by npm run move-storage. Nothing was deleted.',
  ])
})
