// Prints docs/pod-security.md: which Pod Security level the pods of our installations reach, and what stops the next one.

import { overlays } from '../dist/esm/overlays/index.js'
import { presets } from '../dist/esm/presets/index.js'
import { build, podSecurityLevels } from '../dist/esm/src/index.js'

const values = { nfs: { server: '10.0.0.5', path: '/exports/clearml' } }
const installations = [
  ['no overlay', {}],
  ...presets.map((preset) => [
    `\`--preset ${preset.name}\``,
    { preset, values: preset.name === 'cloud-ready' ? { domain: 'clearml.example.com' } : {} },
  ]),
  ...['hostpath', 'nfs', 'cloud', 'ephemeral'].map((name) => [
    `\`--overlay ${name}\``,
    { overlays: [overlays[name]()], values: name in values ? { [name]: values[name] } : {} },
  ]),
]

const row = ({ workload, level, violations }) => {
  const stops = violations.map(({ control, by }) => `${control} (${by.join(', ')})`)
  return `| ${workload.kind}/${workload.name} | ${level} | ${stops.join(', ') || '–'} |`
}

/** The names of the installations by their table. */
const tables = new Map()
for (const [name, input] of installations) {
  const built = build(input)
  if (built._tag === 'Left') throw new Error(JSON.stringify(built.left))
  const table = podSecurityLevels(built.right.manifests).map(row).join('\n')
  tables.set(table, [...(tables.get(table) ?? []), name])
}

console.log(`# Which Pod Security level do the pods reach?

The levels of the [Pod Security Standards](https://kubernetes.io/docs/concepts/security/pod-security-standards/), checked
as Kubernetes 1.36 does: \`privileged\` (no restriction), \`baseline\`, \`restricted\`. A namespace that enforces \`baseline\`
takes every installation of this page; one that enforces \`restricted\` refuses the pods of each workload whose row names
what stops it. \`clearml-manifests validate --pod-security FILE\` prints the same of any stream, and the rule
[podSecurity](lint/podSecurity.md) compares it with the labels of the namespace:

\`\`\`yaml
# values.yaml
namespace:
  labels: {pod-security.kubernetes.io/enforce: baseline}
\`\`\`

\`\`\`sh
npx clearml-manifests build --preset dev -f values.yaml
\`\`\`

With \`elasticsearch.vmMaxMapCount: privilegedInit\` the pods of Elasticsearch are \`privileged\`: setting a sysctl of the node
takes a privileged container. The level of a workload follows from its values \`podSecurityContext\` and \`securityContext\`.

${[...tables].map(([table, names]) => `## ${names.join(', ')}\n\n| workload | level | what stops the next one |\n|---|---|---|\n${table}\n`).join('\n')}`)
