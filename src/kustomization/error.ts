/** What can go wrong with a kustomization: the closed union, and its printer. */
import { type Json, type Path, showPath } from '../json.js'
import { type PatchError, showPatchError } from '../patch/error.js'
import { type ResId, showResId } from '../patch/resource.js'
import { type Place, showPlace } from '../position.js'

/** `place` is where the field was written, `path` is from the top of the kustomization.yaml. */
export type KustomizationError =
  | PatchError
  | ({ readonly place: Place; readonly path: Path } & (
      | { readonly _tag: 'InvalidField'; readonly expected: string; readonly found: Json }
      /** A field of Kustomize that is not supported here. */
      | { readonly _tag: 'UnsupportedField'; readonly instead: string }
      /** Nothing in the manifests is meant; `what` says what was looked for. */
      | { readonly _tag: 'Unmatched'; readonly what: string; readonly nearest: ReadonlyArray<string> }
      /** A field of an object is not there; `field` is the path to it in the words of the kustomization. */
      | {
          readonly _tag: 'MissingField'
          readonly object: ResId
          readonly field: string
          readonly reason: string
        }
      /** Several objects could be meant where one is. */
      | { readonly _tag: 'SeveralMatches'; readonly what: string; readonly matches: ReadonlyArray<ResId> }
      /** Two objects of one id; `first` is where the other one was written, where that is known. */
      | { readonly _tag: 'SameObject'; readonly object: ResId; readonly first?: Place }
      /** The name in a field of an object could be that of several renamed objects. */
      | {
          readonly _tag: 'AmbiguousReference'
          readonly object: ResId
          readonly name: string
          readonly matches: ReadonlyArray<ResId>
        }
      /** A claim of data would be made anew, empty. */
      | {
          readonly _tag: 'DataClaim'
          readonly object: ResId
          readonly change: 'renamed' | 'removed'
        }
    ))

/** One error in words: where, what is wrong, what was expected, the nearest known names. */
export const showKustomizationError = (error: KustomizationError): string =>
  'objects' in error || !isOurs(error)
    ? showPatchError(error as PatchError)
    : `${showPlace(error.place)}: ${inWords(error)}` // the other part of the union

type Ours = Exclude<KustomizationError, PatchError>

const OURS: ReadonlyArray<string> = [
  'InvalidField',
  'UnsupportedField',
  'Unmatched',
  'MissingField',
  'SeveralMatches',
  'SameObject',
  'AmbiguousReference',
  'DataClaim',
]

const isOurs = (error: KustomizationError): error is Ours => OURS.includes(error._tag)

const inWords = (error: Ours): string => {
  const at = error.path.length === 0 ? '' : `${showPath(error.path)}: `
  switch (error._tag) {
    case 'InvalidField':
      return `${at}expected ${error.expected}, got ${JSON.stringify(error.found)}`
    case 'UnsupportedField':
      return `${at}is not supported; ${error.instead}`
    case 'Unmatched':
      return `${at}there is no ${error.what}${hint(error.nearest)} (allow: [unmatched] if it need not be there)`
    case 'MissingField':
      return `${at}${showResId(error.object)} has no ${error.field}: ${error.reason}`
    case 'SeveralMatches':
      return `${at}${error.what} could be each of ${error.matches.map(showResId).join(', ')}`
    case 'SameObject': {
      const first = error.first === undefined ? '' : `; the first one is at ${showPlace(error.first)}`
      return `${at}makes a second ${showResId(error.object)}${first}`
    }
    case 'AmbiguousReference':
      return `${at}${showResId(error.object)} names ${error.name}, which could be each of ${error.matches.map(showResId).join(', ')}`
    case 'DataClaim':
      return `${at}${showResId(error.object)} is ${error.change}: its data would not be found any more (allow: [${error.change === 'renamed' ? 'renamedClaim' : 'removedClaim'}] if it is meant so)`
  }
}

const hint = (names: ReadonlyArray<string>): string =>
  names.length === 0 ? '' : `; did you mean ${names.join(' or ')}?`
