import { right } from 'fp-ts/lib/Either.js'
import { renamed } from './affix.js'
import { eachResource } from './eachResource.js'
import type { Transformer } from './transformer.js'

/**
 * `nameSuffix`: after the name of every object but CustomResourceDefinitions, APIServices and Namespaces, by their
 * original kinds; kept in `suffixes`. Fails where a name is no scalar (`MissingField`).
 */
export const nameSuffix: Transformer = (resources, kustomization) => {
  const { nameSuffix: suffix = '' } = kustomization
  if (suffix === '') return right(resources)
  return eachResource(resources, kustomization, ['nameSuffix'], (resource) =>
    renamed(resource, { suffixes: [...(resource.suffixes ?? []), suffix] }, (name) => name + suffix),
  )
}
