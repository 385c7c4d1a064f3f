/** What `namePrefix` and `nameSuffix` do to a name. */
import type { Either } from 'fp-ts/lib/Either.js'
import * as E from 'fp-ts/lib/Either.js'
import type { Json } from '../json.js'
import { apiVersionOf, originalIdOf, type Resource, remembered } from '../patch/resource.js'
import { changed } from '../patch/shared.js'
import { type FieldFault, fieldOf, isFor, setField, textOf } from './fieldSpec.js'
import { namedAsTheyAre, nameField } from './fieldSpecs/name.js'

/**
 * A resource of another name, which has `affixes` for Kustomize to find what a name refers to; unless it is of a kind
 * whose objects keep their names. `Left` where the name is no scalar.
 */
export const renamed = (
  resource: Resource,
  affixes: Pick<Resource, 'prefixes' | 'suffixes'>,
  rename: (name: string) => string,
): Either<FieldFault, Resource> => {
  const { manifest } = resource
  const { kind } = originalIdOf(resource)
  if (namedAsTheyAre.some((spec) => isFor(spec, apiVersionOf(manifest), kind))) return E.right(resource)
  const result = setField(manifest, NAME, (name) => renamedText(name, rename))
  if (E.isLeft(result)) return result
  return E.right(
    changed({ ...(result.right === manifest ? resource : remembered(resource)), ...affixes }, result.right),
  )
}

const NAME = fieldOf(nameField)

const renamedText = (name: Json, rename: (name: string) => string): Either<string, Json> => {
  const text = textOf(name)
  return text === undefined ? E.left('it is no text') : E.right(rename(text))
}
