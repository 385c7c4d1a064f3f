/** Slot `storage`: directories of one node. */
import {
  directoryOf,
  eachVolume,
  type InputOf,
  type Overlay,
  overlay,
  ownValues,
  parts,
  schema,
  type ValueOf,
  volumeNameOf,
} from '../src/index.js'
import { installLines } from './directories.js'

const table = schema.group('Directories of one node.', {
  path: schema.text('/opt/clearml/data', 'Base directory on the node.', '/data/clearml', schema.absolutePath),
  node: schema.optionalText(
    'Name of the node that holds the data (its label kubernetes.io/hostname).',
    'ml-node-1',
    schema.dnsName,
  ),
  nodeLabels: schema.texts(
    { app: 'clearml' },
    'Labels of the node that holds the data, when `node` is not given. Exactly one node may carry them.',
    { 'example.com/clearml': 'data' },
  ),
  prepare: schema.boolean(
    true,
    'Make an init container, which runs as root, give the directories to their users. Not under a profile that forbids root.',
  ),
})
const own = ownValues('hostpath', table)

export type Hostpath = ValueOf<typeof table>

/** The labels that the node of the data has. */
const nodeLabels = ({ node, nodeLabels: labels }: Hostpath): Readonly<Record<string, string>> =>
  node === null ? labels : { 'kubernetes.io/hostname': node }

export const hostpath = (values: InputOf<Hostpath> = {}): Overlay =>
  overlay({
    name: 'hostpath',
    slot: 'storage',
    doc: 'Keeps the data in directories of one node.',
    schema: table,
    values: { hostpath: values },
    check: (all) =>
      own(all).node === null && Object.keys(own(all).nodeLabels).length === 0
        ? [
            {
              path: ['hostpath', 'nodeLabels'],
              expected: 'a label at least, or hostpath.node: volumes lie on one node',
            },
          ]
        : [],
    edits: {
      config: {
        volumes: eachVolume((of) => ({
          claim: { storageClassName: '', volumeName: ({ $ }) => volumeNameOf($.values, of) },
          persistentVolume: ({ $ }) => ({
            name: volumeNameOf($.values, of),
            spec: {
              hostPath: { path: directoryOf($.values, of, own($.values).path), type: 'DirectoryOrCreate' },
              nodeAffinity: {
                required: {
                  nodeSelectorTerms: [
                    {
                      matchExpressions: Object.entries(nodeLabels(own($.values))).map(([key, value]) => ({
                        key,
                        operator: 'In',
                        values: [value],
                      })),
                    },
                  ],
                },
              },
            },
          }),
          prepare: ({ $ }) => own($.values).prepare,
        })),
      },
    },
    notes: (all, config) => {
      const { node, nodeLabels: labels, path } = own(all)
      const prepare = own(all).prepare && parts.allowsRoot(config)
      const label = Object.entries(labels)
        .map(([key, value]) => `${key}=${value}`)
        .join(' ')
      const where =
        node === null
          ? [
              `Label the one node that holds the data below ${path}: kubectl label node NODE ${label}`,
              'If a second node carries that label, pods may start there on empty directories.',
            ]
          : [`The data lies on the node ${node}, below ${path}.`]
      return prepare
        ? where
        : [
            ...where,
            'Make these directories on it, as root, before the first start:',
            ...installLines(all, config, path),
          ]
    },
  })
