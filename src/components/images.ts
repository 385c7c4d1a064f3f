import type { Group, ValueOf } from '../values/schema.js'
import type { Values } from '../values/table.js'
import type { ImageFields } from '../values/workload.js'
import type { Component } from './installation.js'

/**
 * Image sets that are known to work together. Official images only.
 * Source: `docker-compose.yml` of clearml/clearml-server at the tag of each version.
 */
const sets = {
  '2.4.0': { server: '2.4.0', elasticsearch: '8.19.9', mongodb: '8.0.15', redis: '8.2.3' },
  '2.3.0': { server: '2.3.0', elasticsearch: '8.17.0', mongodb: '7.0.22', redis: '7.4.1' },
} as const

const repositories = {
  server: 'clearml/server',
  elasticsearch: 'library/elasticsearch',
  mongodb: 'library/mongo',
  redis: 'library/redis',
} as const

const programOf = (component: string): keyof typeof repositories =>
  component === 'elasticsearch' || component === 'mongodb' || component === 'redis' ? component : 'server'

/** The version of what a component runs, as the set has it; an object of no single component has the server's. */
export const versionOf = (values: Values, component: string): string =>
  sets[values.version][programOf(component)]

/** The image of a component of the server. */
export const image = (values: Values, component: Component): string =>
  imageOf(values, values[component].image, {
    repository: repositories[programOf(component)],
    tag: versionOf(values, component),
  })

/**
 * `registry/repository:tag`, with `@digest` where one is given: what the values of an image say, else the official one
 * (a repository of Docker Hub such as `library/python`), from the mirror where one is set.
 */
export const imageOf = (
  values: Values,
  own: ValueOf<Group<ImageFields>>,
  official: { readonly repository: string; readonly tag: string },
): string => {
  const repository = own.repository ?? `${values.imageRegistry ?? 'docker.io'}/${official.repository}`
  const tagged = `${repository}:${own.tag ?? official.tag}`
  return own.digest === null ? tagged : `${tagged}@${own.digest}`
}
