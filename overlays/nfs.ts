/** Slot `storage`: one NFS export, a directory for each store. */
import {
  directoryOf,
  eachVolume,
  type InputOf,
  type Overlay,
  overlay,
  ownValues,
  schema,
  type ValueOf,
  volumeNameOf,
} from '../src/index.js'
import { installLines } from './directories.js'

const table = schema.group('One NFS export.', {
  server: schema.requiredText('Host name or address of the NFS server.', '10.0.0.5', schema.host),
  path: schema.requiredText('Base path of the export.', '/exports/clearml', schema.absolutePath),
  mountOptions: schema.textList('Mount options.', ['hard', 'nfsvers=4.2'], schema.nonEmptyText, [
    'hard',
    'nfsvers=4.1',
  ]),
  prepare: schema.boolean(
    false,
    'Make an init container, which runs as root, give the directories to their users. Needs no_root_squash.',
  ),
})
const own = ownValues('nfs', table)

export type Nfs = ValueOf<typeof table>

export const nfs = (values: InputOf<Nfs> = {}): Overlay =>
  overlay({
    name: 'nfs',
    slot: 'storage',
    doc: 'Keeps the data on an NFS server; pods run on any node.',
    schema: table,
    values: { nfs: values },
    edits: {
      config: {
        volumes: eachVolume((of) => ({
          claim: { storageClassName: '', volumeName: ({ $ }) => volumeNameOf($.values, of) },
          persistentVolume: ({ $ }) => {
            const { server, path, mountOptions } = own($.values)
            return {
              name: volumeNameOf($.values, of),
              spec: { nfs: { server, path: directoryOf($.values, of, path) }, mountOptions },
            }
          },
          prepare: ({ $ }) => own($.values).prepare,
        })),
      },
    },
    notes: (all, config) => {
      const { server, path } = own(all)
      return [
        `Make these directories on ${server}, as root, before the first start:`,
        ...installLines(all, config, path),
      ]
    },
  })
