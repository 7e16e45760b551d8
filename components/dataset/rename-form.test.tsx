/** @jest-environment jsdom */
import '@testing-library/jest-dom'
import { act, fireEvent, render, screen } from '@testing-library/react'
import type { FormAction } from '@/components/action-form'
import { RenameForm } from '@/components/dataset/rename-form'

const PLAIN = '82 characters · 22 Nov 2026, 20:30'

function renderForm(renameAction: FormAction, label: string | null = null): HTMLDetailsElement {
  render(<RenameForm id="k3f9x" label={label} plainTitle={PLAIN} renameAction={renameAction} />)
  return screen.getByText('Rename').closest('details')!
}

async function submit(name: string): Promise<void> {
  const field = screen.getByLabelText('Name of this dataset')
  fireEvent.change(field, { target: { value: name } })
  await act(async () => fireEvent.submit(field.closest('form')!))
}

test('a dataset without a name shows what it is called instead', () => {
  renderForm(async () => ({ ok: true, message: '' }))
  const field = screen.getByLabelText('Name of this dataset')
  expect(field).toHaveValue('')
  expect(field).toHaveAttribute('placeholder', PLAIN)
  expect(field).toHaveAccessibleDescription(`Empty for “${PLAIN}”. The file keeps its name.`)
})

test('a new name is sent, the form closes, and what happened is announced', async () => {
  const sent: unknown[] = []
  const details = renderForm(async (_previous, form) => {
    sent.push(Object.fromEntries(form))
    return { ok: true, message: 'Renamed to “Mine”.' }
  }, 'Old')
  expect(screen.getByLabelText('Name of this dataset')).toHaveValue('Old')
  details.open = true
  await submit('Mine')
  expect(sent).toEqual([{ id: 'k3f9x', label: 'Mine' }])
  expect(details.open).toBe(false)
  expect(document.activeElement).toBe(details.querySelector('summary'))
  expect(screen.getByRole('status')).toHaveTextContent('Renamed to “Mine”.')
})

test('a refused name stays in its field, with the reason', async () => {
  const details = renderForm(async () => ({ ok: false, message: 'The disk is full.' }))
  details.open = true
  await submit('Mine')
  expect(details.open).toBe(true)
  expect(screen.getByRole('alert')).toHaveTextContent('The disk is full.')
  expect(screen.getByLabelText('Name of this dataset')).toHaveValue('Mine')
  expect(screen.getByRole('status')).toBeEmptyDOMElement()
})
