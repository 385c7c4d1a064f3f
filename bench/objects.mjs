// Evaluation and YAML alone, in one process: a program like an installation, with 10,000 objects and an overlay.
import { add, edit, evaluate, hidden, mix, obj } from '../dist/esm/src/dsl/index.js'
import { canonical } from '../dist/esm/src/kube/canonical.js'
import { toYaml } from '../dist/esm/src/kube/yaml.js'

const COUNT = 10_000

const deployment = (name) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name, labels: ({ $ }) => ({ app: name, team: $.config.team }) },
  spec: {
    replicas: ({ $ }) => $.config.replicas,
    selector: { matchLabels: { app: name } },
    template: ({ $ }) => ({
      metadata: { labels: { app: name } },
      spec: {
        containers: [
          {
            name: 'main',
            image: `${$.config.registry}/main:1.2.3`,
            env: [{ name: 'URL', value: `http://${name}.${$.config.domain}:8080` }],
            ports: [{ name: 'http', containerPort: 8080 }],
            resources: { requests: { cpu: '1000m', memory: '512Mi' } },
          },
        ],
      },
    }),
  },
})

const names = Array.from({ length: COUNT }, (_, i) => `object-${i}`)
const base = obj({
  config: hidden({ team: 'ml', replicas: 1, registry: 'registry.example.com', domain: 'example.com' }),
  ...Object.fromEntries(names.map((name) => [name, deployment(name)])),
})
const changed = edit(
  {
    config: { replicas: 2 },
    ...Object.fromEntries(
      names.map((name) => [name, { metadata: { labels: add({ tier: 'backend' }) }, spec: { replicas: 3 } }]),
    ),
  },
  'overlay',
)

const timed = (name, work) => {
  const times = []
  let result
  for (let run = 0; run < 7; run++) {
    const start = performance.now()
    result = work()
    times.push(performance.now() - start)
  }
  const median = times.toSorted((a, b) => a - b)[3]
  console.log(
    `${name.padEnd(50)}${median.toFixed(1).padStart(10)}${Math.min(...times)
      .toFixed(1)
      .padStart(10)}`,
  )
  return result
}

console.log(`\n${'10,000 objects, in one process'.padEnd(50)} median ms    min ms`)
const evaluated = timed('evaluate', () => evaluate(mix(base, changed)))
if (evaluated._tag === 'Left') throw new Error(JSON.stringify(evaluated.left))
const manifests = Object.values(evaluated.right)
const finished = timed('canonical', () => manifests.map(canonical))
const text = timed('toYaml', () => toYaml(finished))
const memory = process.resourceUsage().maxRSS / 1024
console.log(`${(text.length / 1048576).toFixed(1)} MiB of YAML; peak memory ${memory.toFixed(0)} MiB`)
