/** A difference as a tree of lines. */
import type { Difference, FieldChange, ObjectChange } from './change.js'
import { namesOf } from './name.js'
import { showChange, showSteps, showValue } from './text.js'

/** What a piece of text says, for whoever colours it. */
export type Tone = 'added' | 'removed' | 'changed' | 'place' | 'refused'
export type Paint = (tone: Tone, text: string) => string

/** Colours nothing. */
export const plain: Paint = (_tone, text) => text

/**
 * One block for each object, one line for each field below it; `+` is added, `-` removed, `~` changed:
 *
 *     ~ Deployment/ml/web
 *       ~ spec.replicas: 1 -> 2
 *
 * Empty where nothing differs.
 */
export const showTree = (difference: Difference, paint: Paint = plain): string => {
  const nameOf = namesOf(difference)
  return difference.changes
    .map((change) => {
      const head = paint(TONES[change._tag], `${SIGNS[change._tag]} ${nameOf(change)}`)
      return [head, ...fieldsOf(change).map((field) => `  ${fieldLine(field, paint)}`)].join('\n')
    })
    .map((block) => `${block}\n`)
    .join('')
}

const fieldsOf = (change: ObjectChange): ReadonlyArray<FieldChange> =>
  change._tag === 'Changed' ? change.fields : []

const SIGNS = { Added: '+', Removed: '-', Changed: '~' } as const
const TONES = { Added: 'added', Removed: 'removed', Changed: 'changed' } as const

const fieldLine = (change: FieldChange, paint: Paint): string => {
  const tag = tagOf(change)
  const { refused } = change
  const said = [
    what(change),
    ...(refused === undefined ? [] : [paint('refused', `(${showRefused(refused)})`)]),
  ]
  const field = paint(TONES[tag], `${SIGNS[tag]} ${showSteps(change.path)}:`)
  return [field, ...said.filter((part) => part !== '')].join(' ')
}

/** What is said of a field that cannot be changed in place. */
export const showRefused = (reason: string): string => `cannot be changed in place: ${reason}`

const tagOf = (change: FieldChange): 'Added' | 'Removed' | 'Changed' => {
  if (change._tag === 'Hidden') {
    return change.change === 'added' ? 'Added' : change.change === 'removed' ? 'Removed' : 'Changed'
  }
  return change._tag === 'Order' || change._tag === 'Refused' ? 'Changed' : change._tag
}

const what = (change: FieldChange): string => {
  switch (change._tag) {
    case 'Added':
      return showValue(change.after)
    case 'Removed':
      return showValue(change.before)
    case 'Changed':
      return showChange(change.before, change.after)
    case 'Order':
      return 'order'
    case 'Hidden':
      return change.change === 'changed' ? '(changed, not shown)' : '(not shown)'
    case 'Refused':
      return ''
  }
}

/** `3 objects changed, 1 added, 2 removed, 41 the same`. */
export const summaryOf = ({ changes, same }: Difference): string => {
  const count = (tag: ObjectChange['_tag']): number => changes.filter((one) => one._tag === tag).length
  const changed = count('Changed')
  return `${changed} object${changed === 1 ? '' : 's'} changed, ${count('Added')} added, ${count('Removed')} removed, ${same} the same`
}
