import { right } from 'fp-ts/lib/Either.js'
import { renamed } from './affix.js'
import { eachResource } from './eachResource.js'
import type { Transformer } from './transformer.js'

/**
 * `namePrefix`: before the name of every object but CustomResourceDefinitions, APIServices and Namespaces, by their
 * original kinds; kept in `prefixes`. Fails where a name is no scalar (`MissingField`).
 */
export const namePrefix: Transformer = (resources, kustomization) => {
  const { namePrefix: prefix = '' } = kustomization
  if (prefix === '') return right(resources)
  return eachResource(resources, kustomization, ['namePrefix'], (resource) =>
    renamed(resource, { prefixes: [...(resource.prefixes ?? []), prefix] }, (name) => prefix + name),
  )
}
