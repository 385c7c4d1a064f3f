/** A difference for programs. Its form is described in docs/diff.md. */
import type { Json, JsonObject } from '../json.js'
import type { Identity } from '../kube/identity.js'
import type { Difference, FieldChange, ObjectChange } from './change.js'
import { showSteps } from './text.js'

/** A list of the objects that differ, `[]` where none does, ended by a newline. */
export const showJson = ({ changes }: Difference): string =>
  `${JSON.stringify(changes.map(objectOf), null, 2)}\n`

const objectOf = (change: ObjectChange): JsonObject => {
  const object = identityOf(change.object)
  switch (change._tag) {
    case 'Added':
      return { change: 'added', object, after: change.after }
    case 'Removed':
      return { change: 'removed', object, before: change.before }
    case 'Changed':
      return { change: 'changed', object, fields: change.fields.map(fieldOf) }
  }
}

const identityOf = ({ group, kind, name, namespace }: Identity): JsonObject => ({
  group,
  kind,
  ...(namespace === undefined ? {} : { namespace }),
  name,
})

const fieldOf = (change: FieldChange): JsonObject => ({
  ...told(change),
  ...(change.refused === undefined ? {} : { refused: change.refused }),
})

const told = (change: FieldChange): JsonObject => {
  const where = { field: showSteps(change.path), path: change.path as Json } // steps are JSON
  switch (change._tag) {
    case 'Added':
      return { change: 'added', ...where, after: change.after }
    case 'Removed':
      return { change: 'removed', ...where, before: change.before }
    case 'Changed':
      return { change: 'changed', ...where, before: change.before, after: change.after }
    case 'Order':
      return { change: 'order', ...where, before: change.before, after: change.after }
    case 'Hidden':
      return { change: change.change, ...where, hidden: true }
    case 'Refused':
      return { change: 'changed', ...where }
  }
}
