import type { Json } from '../json.js'

/** What Kustomize reads where it takes the text of any node: that of a scalar; maps and lists have none. */
export const scalarText = (value: Json | undefined): string => {
  if (typeof value === 'string') return value
  return value === null || typeof value === 'number' || typeof value === 'boolean' ? String(value) : ''
}
