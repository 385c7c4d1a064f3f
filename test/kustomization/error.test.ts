import t from 'tap'
import { type KustomizationError, showKustomizationError } from '../../src/kustomization/error.js'

const place = { origin: 'k.yaml', position: { file: 'k.yaml', line: 3, column: 5 } }
const a = { group: '', version: 'v1', kind: 'Pod', name: 'a' }
const b = { ...a, name: 'b', namespace: 'ml' }
const at = { place, path: ['images', 0] }

const texts: ReadonlyArray<readonly [KustomizationError, string]> = [
  [
    { ...at, _tag: 'InvalidField', expected: 'text', found: { a: 1 } },
    'images[0]: expected text, got {"a":1}',
  ],
  [{ ...at, _tag: 'UnsupportedField', instead: 'use images' }, 'images[0]: is not supported; use images'],
  [
    { ...at, _tag: 'Unmatched', what: 'image x', nearest: ['y', 'z'] },
    'images[0]: there is no image x; did you mean y or z? (allow: [unmatched] if it need not be there)',
  ],
  [
    { ...at, _tag: 'Unmatched', what: 'image x', nearest: [] },
    'images[0]: there is no image x (allow: [unmatched] if it need not be there)',
  ],
  [
    { ...at, path: [], _tag: 'MissingField', object: a, field: 'spec.b', reason: 'it is no map' },
    'Pod/a (v1) has no spec.b: it is no map',
  ],
  [
    { ...at, _tag: 'SeveralMatches', what: 'Pod/c', matches: [a, b] },
    'images[0]: Pod/c could be each of Pod/a (v1), Pod/b (v1, namespace ml)',
  ],
  [{ ...at, path: [], _tag: 'SameObject', object: a }, 'makes a second Pod/a (v1)'],
  [
    { ...at, path: [], _tag: 'SameObject', object: a, first: { origin: 'b.yaml' } },
    'makes a second Pod/a (v1); the first one is at b.yaml',
  ],
  [
    { ...at, path: [], _tag: 'AmbiguousReference', object: a, name: 'x', matches: [a, b] },
    'Pod/a (v1) names x, which could be each of Pod/a (v1), Pod/b (v1, namespace ml)',
  ],
  [
    { ...at, path: [], _tag: 'DataClaim', object: a, change: 'renamed' },
    'Pod/a (v1) is renamed: its data would not be found any more (allow: [renamedClaim] if it is meant so)',
  ],
  [
    { ...at, path: [], _tag: 'DataClaim', object: a, change: 'removed' },
    'Pod/a (v1) is removed: its data would not be found any more (allow: [removedClaim] if it is meant so)',
  ],
  [{ place, _tag: 'MissingTarget' }, 'a JSON patch needs a target'],
  [
    { place, _tag: 'NoEffect', objects: [a] },
    'changes nothing in Pod/a (v1) (allow: [noEffect] if it is meant so)',
  ],
]

t.test('each error says where, what is wrong, and what would be right', async (t) => {
  for (const [error, text] of texts) t.equal(showKustomizationError(error), `k.yaml:3:5: ${text}`)
})
