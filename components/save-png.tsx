'use client'

import { useState, useSyncExternalStore, type JSX } from 'react'

interface SavePngProps {
  pictures: { label: string; svgHref: string }[]
  fileName: string
}

/** Twice as many points as the SVG says, for screens and paper that show them. */
const SCALE = 2

/** Items of a menu that save an SVG of the server as PNG, which the browser makes. Nothing without JavaScript. */
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
      setProblem('The picture could not be made. Try the SVG, which says why.')
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
      (png) => (png ? resolve(png) : reject(new Error('The canvas gave no picture.'))),
      'image/png',
    )
  })
}

function download(blob: Blob, fileName: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = fileName
  link.click()
  // The browser has begun to save by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
