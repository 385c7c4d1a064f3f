/** Every value that the schema tables have: the core's and each overlay's, with what it needs beside it to be legal. */
import { overlays } from '../../overlays/index.js'
import type { Path } from '../../src/json.js'
import type { Fields, Group, Leaf } from '../../src/values/schema.js'
import { table } from '../../src/values/table.js'

export interface LeafAt {
  readonly path: Path
  readonly leaf: Leaf<unknown>
  /** The overlay that owns it; `null` for the core. */
  readonly overlay: string | null
  /** Values without which it is not legal, or means nothing. */
  readonly context: Readonly<Record<string, unknown>>
}

const leavesOf = (group: Group<Fields>, path: Path): ReadonlyArray<readonly [Path, Leaf<unknown>]> =>
  Object.entries(group.fields).flatMap(
    ([key, field]): ReadonlyArray<readonly [Path, Leaf<unknown>]> =>
      field._tag === 'Group' ? leavesOf(field, [...path, key]) : [[[...path, key], field]],
  )

/** `a.b.c` of nested data: `nested('a.b', 1)` is `{a: {b: 1}}`. */
export const nested = (path: Path, value: unknown): Readonly<Record<string, unknown>> =>
  path.reduceRight<unknown>((below, key) => ({ [key]: below }), value) as Readonly<Record<string, unknown>> // a path has a step at least

const domain = { domain: 'clearml.example.com' }
const stores = ['elasticsearch', 'mongodb', 'redis', 'fileserver']
const volume = (of: string, values: Readonly<Record<string, unknown>>) => ({
  cloud: { volumes: { [of]: { ...values, ...(of === 'fileserver' ? {} : { force: true }) } } },
})

/** By path, or by its last step where it holds for all. */
const contexts: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'urls.scheme': domain,
  'apiserver.prePopulate.zipFiles': { apiserver: { prePopulate: { enabled: true } } },
  'fileserver.replicas': { fileserver: { storage: { accessMode: 'ReadWriteMany' } } },
  ...Object.fromEntries(
    [...stores, 'apiserver', 'webserver', 'asyncdelete'].map((of) => [
      `${of}.extraVolumeMounts`,
      { [of]: { extraVolumes: [{ name: 'scratch', emptyDir: {} }] } },
    ]),
  ),
  'nfs.server': { nfs: { server: '192.0.2.1', path: '/exports' } },
  'nfs.path': { nfs: { server: '192.0.2.1', path: '/exports' } },
  'nfs.mountOptions': { nfs: { server: '192.0.2.1', path: '/exports' } },
  'nfs.prepare': { nfs: { server: '192.0.2.1', path: '/exports' } },
  'expose.type': { ...domain, expose: { type: 'loadBalancer' } },
  'expose.host': { expose: { type: 'nodePort', nodePorts: { files: 30081 } } },
  ...Object.fromEntries(
    ['web', 'api', 'files'].map((of) => [`expose.nodePorts.${of}`, { expose: { type: 'nodePort' } }]),
  ),
  ...Object.fromEntries(
    ['controller', 'className', 'annotations', 'tlsSecret', 'hosts.web', 'hosts.api', 'hosts.files'].map(
      (field) => [`expose.ingress.${field}`, { ...domain, expose: { type: 'ingress' } }],
    ),
  ),
  ...Object.fromEntries(
    stores
      .filter((of) => of !== 'fileserver')
      .map((of) => [`cloud.volumes.${of}.force`, { cloud: { volumes: { [of]: { storageClass: 'efs' } } } }]),
  ),
  ...Object.fromEntries(
    stores.flatMap((of) => [
      [`cloud.volumes.${of}.driver`, volume(of, { driver: 'azure-file', handle: 'vol-0123456789abcdef0' })],
      [`cloud.volumes.${of}.handle`, volume(of, { driver: 'ebs', handle: 'vol-0a' })],
      [`cloud.volumes.${of}.zone`, volume(of, { driver: 'ebs', handle: 'vol-0a' })],
      [`cloud.volumes.${of}.fsType`, volume(of, { driver: 'ebs', handle: 'vol-0a' })],
      [`cloud.volumes.${of}.attributes`, volume(of, { driver: 'azure-file', handle: 'files' })],
      [`cloud.volumes.${of}.secretName`, volume(of, { driver: 'azure-file', handle: 'files' })],
    ]),
  ),
}

const withContext = (group: Group<Fields>, path: Path, overlay: string | null): ReadonlyArray<LeafAt> =>
  leavesOf(group, path).map(([at, leaf]) => ({
    path: at,
    leaf,
    overlay,
    context: contexts[at.join('.')] ?? {},
  }))

export const leaves: ReadonlyArray<LeafAt> = [
  ...withContext(table, [], null),
  ...Object.values(overlays).flatMap((make) =>
    make().layers.flatMap(({ name, schema }) => withContext(schema, [name], name)),
  ),
]
/** Contexts of values that do not exist: there should be none. */
export const strayContexts: ReadonlyArray<string> = Object.keys(contexts).filter(
  (path) => !leaves.some((one) => one.path.join('.') === path),
)
