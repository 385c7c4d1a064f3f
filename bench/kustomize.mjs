// Kustomize's own work beside Kustomize: a label, an image and a strategic merge patch on each of 1, 100 and 4,000
// Deployments, in turns with `kubectl kustomize`. `node bench/kustomize.mjs [RUNS]`, after `npm run build`.
import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const command = fileURLToPath(new URL('../dist/cli.cjs', import.meta.url))
const runs = Number(process.argv[2] ?? 3)

const deployment = (i) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: app-${i}
  labels:
    app: app-${i}
spec:
  replicas: 1
  selector:
    matchLabels:
      app: app-${i}
  template:
    metadata:
      labels:
        app: app-${i}
    spec:
      containers:
      - name: main
        image: nginx:1.25
        ports:
        - containerPort: 80
          name: http
        env:
        - name: A
          value: "1"
`

const kustomization = `resources:
- all.yaml
labels:
- pairs:
    team: ml
images:
- name: nginx
  newTag: "1.27"
patches:
- target:
    kind: Deployment
  patch: |
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: any
    spec:
      template:
        spec:
          containers:
          - name: main
            resources:
              requests:
                cpu: 100m
`

const timed = (program, args) => {
  const start = performance.now()
  execFileSync(program, args, { stdio: ['ignore', 'ignore', 'inherit'], maxBuffer: 2 ** 28 })
  return performance.now() - start
}
const median = (times) => times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]

if (spawnSync('kubectl', ['version', '--client']).error !== undefined) {
  console.log('kubectl: skipped, not on PATH')
  process.exit(0)
}
const directory = mkdtempSync(join(tmpdir(), 'clearml-manifests-bench-'))
try {
  console.log(`${runs} runs each, in turns; median milliseconds of the whole process\n`)
  console.log('objects   build --base DIR --strict=kustomize   kubectl kustomize DIR   ratio')
  for (const count of [1, 100, 1000, 4000]) {
    const folder = join(directory, String(count))
    mkdirSync(folder)
    writeFileSync(join(folder, 'kustomization.yaml'), kustomization)
    writeFileSync(
      join(folder, 'all.yaml'),
      Array.from({ length: count }, (_, i) => deployment(i)).join('---\n'),
    )
    const ours = []
    const theirs = []
    for (let run = 0; run < (count === 4000 ? 1 : runs); run++) {
      theirs.push(timed('kubectl', ['kustomize', folder]))
      ours.push(timed(process.execPath, [command, 'build', '--base', folder, '--strict=kustomize']))
    }
    for (let run = ours.length; run < runs; run++) {
      ours.push(timed(process.execPath, [command, 'build', '--base', folder, '--strict=kustomize']))
    }
    const [mine, other] = [median(ours), median(theirs)]
    console.log(
      `${String(count).padStart(7)}${mine.toFixed(0).padStart(40)}${other.toFixed(0).padStart(24)}${`1/${(other / mine).toFixed(1)}`.padStart(8)}`,
    )
  }
} finally {
  rmSync(directory, { recursive: true, force: true })
}
