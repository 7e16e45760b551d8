'use client'

import { useState, useSyncExternalStore, type JSX } from 'react'

interface SavePngProps {
  pictures: { label: string; svgHref: string }[]
  fileName: string
}

/** Twice the SVG's resolution, for high-density screens and print. */
const SCALE = 2

/** Menu items that convert the server's SVG to PNG in the browser. Renders nothing without JavaScript. */
export function SavePng({ pictures, fileName }: SavePngProps): JSX.Element | null {
  const [problem, setProblem] = useState('')
  const hasScript = useSyncExternalStore(
    () => () => undefined,
    () => true,
    () => false,
  )
  if (!hasScript) return null

  async function save(svgHref: string): Promise<void> {
    setProblem('')
    try {
      download(await drawPng(svgHref), fileName)
    } catch {
      setProblem('The PNG could not be created. Open the SVG to see why.')
    }
  }
  return (
    <>
      {pictures.map(({ label, svgHref }) => (
        <li key={label}>
          <button
            type="button"
            onClick={() => void save(svgHref)}
            className="hover:bg-accent flex min-h-8 w-full cursor-pointer items-center rounded px-2"
          >
            {label}
          </button>
        </li>
      ))}
      <li>
        <p role="status" className="text-destructive max-w-48 px-2">
          {problem}
        </p>
      </li>
    </>
  )
}

async function drawPng(svgHref: string): Promise<Blob> {
  const image = new Image()
  image.src = svgHref
  await image.decode()
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth * SCALE
  canvas.height = image.naturalHeight * SCALE
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve, reject) => {
    canvas.toBlob(
      (png) => (png ? resolve(png) : reject(new Error('The canvas returned no image.'))),
      'image/png',
    )
  })
}

function download(blob: Blob, fileName: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = fileName
  link.click()
  // By then the browser has started saving.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
