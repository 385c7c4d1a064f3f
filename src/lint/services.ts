/** Services as others use them: by name and port. */
import type { JsonObject, Path } from '../json.js'
import type { Identity } from '../kube/identity.js'
import { number, object, objects, text } from './field.js'
import type { Fault } from './finding.js'
import { exists, find, namesLike, type Stream, type StreamObject } from './stream.js'

/** One use of a Service; without `port` only the Service itself must exist. */
export interface ServiceUse {
  readonly object: Identity
  readonly service: Identity
  /** Of what names the Service, and of what names the port. */
  readonly path: Path
  readonly port?: { readonly value: string | number; readonly path: Path }
}

/** What is wrong with a use: no such Service, or a port that it does not have. */
export const serviceFaults = (stream: Stream, use: ServiceUse): ReadonlyArray<Fault> => {
  const { object: of, service: target, path, port } = use
  const service = find(stream, target)
  if (service === undefined) {
    return exists(stream, target)
      ? []
      : [{ _tag: 'MissingObject', object: of, path, target, known: namesLike(stream, target) }]
  }
  if (port === undefined || answersAnyPort(service.manifest)) return []
  const ports = servicePorts(service)
  const field = typeof port.value === 'number' ? 'port' : 'name'
  const known = ports.flatMap((one) => (field === 'port' ? number(one, field) : text(one, field)) ?? [])
  return known.includes(port.value)
    ? []
    : [{ _tag: 'MissingPort', object: of, path: port.path, target, port: port.value, known }]
}

/** The items of `spec.ports`. */
export const servicePorts = (service: StreamObject): ReadonlyArray<JsonObject> =>
  objects(object(service.manifest, 'spec') ?? {}, 'ports').map(([, port]) => port)

/** A headless Service hands out the addresses of its pods, an ExternalName a host: neither looks at ports. */
export const answersAnyPort = (service: JsonObject): boolean => {
  const spec = object(service, 'spec') ?? {}
  return text(spec, 'clusterIP') === 'None' || text(spec, 'type') === 'ExternalName'
}
