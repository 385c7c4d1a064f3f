import { readFileSync } from 'node:fs'
import t from 'tap'
import { commandIn, directoryOf, errorsOf, type Files, printed, refused } from '../support/command.js'

const files = {
  'clearml.yaml': `preset: single-node
values:
  expose:
    host: ml-node-1
  pods:
    nodeSelector:
      disk: ssd
  labels: {team: vision}
`,
}
const explain = (rest: string, among: Files = files): Promise<string> => printed(t, `explain ${rest}`, among)
const apiserver = 'Deployment/clearml-apiserver'

t.test('a nodeSelector leads to its line in clearml.yaml', async (t) => {
  const text = `spec.template.spec.nodeSelector.disk: "ssd"
  clearml.yaml:7:7   pods.nodeSelector.disk: "ssd"
  clearml-manifests  disk: "ssd"
`
  t.equal(await explain(`${apiserver} spec.template.spec.nodeSelector`), text)
  t.equal(
    await explain('deployment/clearml-apiserver spec.template.spec.nodeSelector.disk'),
    text,
    'a kind in any case',
  )
})

t.test('an image leads to --set, with the default below and what else would change it', async (t) => {
  t.equal(
    await explain(
      'Deployment/clearml-webserver spec.template.spec.containers[name=webserver].image --set version=2.3.0',
    ),
    `spec.template.spec.containers[0].image: "docker.io/clearml/server:2.3.0"
  by default           version: "2.4.0"
  --set version=2.3.0  version: "2.3.0"
  clearml-manifests    image: "docker.io/clearml/server:2.3.0"
  not given, and would change it: imageRegistry, webserver.image.repository,
    webserver.image.tag, webserver.image.digest
`,
  )
})

t.test('a node port leads to the overlay and the config that it changed', async (t) => {
  t.equal(
    await explain('Service/clearml-webserver spec.ports[0].nodePort'),
    `spec.ports[0].nodePort: 30080
  overlay expose     expose.nodePorts.web: 30080
  clearml-manifests  config.entries.webserver.nodePort: null
  overlay expose     config.entries.webserver.nodePort: 30080
  clearml-manifests  nodePort: 30080
`,
  )
})

t.test('a storage class leads to the value of its overlay', async (t) => {
  const flags = '--overlay cloud --set cloud.storageClass=gp3'
  t.equal(
    await explain(`PersistentVolumeClaim/clearml-redis-data spec.storageClassName ${flags}`, {}),
    `spec.storageClassName: "gp3"
  --set cloud.storageClass=gp3  cloud.storageClass: "gp3"
  clearml-manifests             config.volumes.redis.claim.storageClassName: null
  overlay cloud                 config.volumes.redis.claim.storageClassName: "gp3"
  clearml-manifests             storageClassName: "gp3"
  not given, and would change it: cloud.volumes.redis.storageClass, cloud.volumes.redis.handle
`,
  )
})

t.test('an overlay of a file is named with its file', async (t) => {
  const mine = `export default { layers: [{ name: 'mine', faults: [], edits: { webserver: { deployment: { spec: { replicas: 3 } } } } }] }\n`
  t.equal(
    await explain(
      'Deployment/clearml-webserver spec.replicas --overlay ./mine.mjs --set webserver.replicas=2',
      { 'mine.mjs': mine },
    ),
    `spec.replicas: 3
  by default                  webserver.replicas: 1
  --set webserver.replicas=2  webserver.replicas: 2
  clearml-manifests           replicas: 2
  overlay mine (mine.mjs)     replicas: 3
`,
  )
})

t.test('keys with dots are found however they are written', async (t) => {
  for (const path of [
    'metadata.labels.app.kubernetes.io/name',
    'metadata.labels["app.kubernetes.io/name"]',
    'metadata.labels.app\\.kubernetes\\.io/name',
    ".metadata.labels['app.kubernetes.io/name']",
  ]) {
    t.equal(
      await explain(`${apiserver} ${path}`),
      'metadata.labels["app.kubernetes.io/name"]: "clearml"\n  clearml-manifests  ["app.kubernetes.io/name"]: "clearml"\n',
      path,
    )
  }
})

t.test('--all is the manifest as it is built, with the place beside each line', async (t) => {
  const text = await explain('StatefulSet/clearml-redis --all')
  const stream = await printed(t, 'build', files)
  const document = stream
    .split('---\n')
    .find((one) => one.includes('kind: StatefulSet') && one.includes('name: clearml-redis\n'))
  t.equal(text.replace(/ {2,}# .*$/gm, ''), document)
  t.match(text, /^ {8}disk: ssd +# clearml\.yaml:7:7 pods\.nodeSelector\.disk$/m)
  t.match(text, /^ {4}team: vision +# clearml\.yaml:8:12 labels\.team$/m)
  t.match(text, /^kind: StatefulSet +# clearml-manifests$/m)
  t.match(text, /^ {12}memory: 512Mi +# by default redis\.resources\.limits\.memory$/m)
})

t.test('what is not there is one error with the nearest names', async (t) => {
  t.strictSame(await refused(t, 'explain Deployment/clearml-apisever spec.replicas'), [
    'no object "Deployment/clearml-apisever"; did you mean Deployment/clearml-apiserver or Deployment/clearml-webserver or Deployment/clearml-fileserver?',
  ])
  t.strictSame(await refused(t, `explain ${apiserver} spec.template.spec.containrs[0].image`), [
    `${apiserver}: no field "spec.template.spec.containrs"; did you mean spec.template.spec.containers?`,
  ])
  t.strictSame(await refused(t, `explain ${apiserver} spec.template.spec.containers[7].image`), [
    `${apiserver}: no field "spec.template.spec.containers[7]"; did you mean spec.template.spec.containers[0]?`,
  ])
  t.match(await refused(t, 'explain Secret/x data'), [/^no object "Secret\/x"; there are .*Deployment\/…/])
  t.match(await refused(t, `explain ${apiserver} a[`), [/^"a\[" is no path of a field/])
})

t.test('of a field that is not there, the values are named that would bring it', async (t) => {
  t.strictSame(await refused(t, `explain ${apiserver} spec.template.spec.nodeSelector`), [
    `${apiserver}: no field "spec.template.spec.nodeSelector"; these values would bring it: pods.nodeSelector, apiserver.nodeSelector`,
  ])
})

t.test('a field or --all, not both and not none; the errors of a build are its own', async (t) => {
  t.match(await refused(t, `explain ${apiserver}`), [/^which field\? As in clearml-manifests explain/])
  t.match(await refused(t, `explain ${apiserver} spec --all`), [/^--all shows the whole object/])
  t.match(await refused(t, `explain ${apiserver} spec --set replica=2`), [/no such value/])
  const missing = await commandIn(directoryOf(t), 'explain')
  t.match(errorsOf(t, missing, 'explain'), [/missing required argument/])
})

t.test('docs/explain.md shows what is printed', async (t) => {
  const page = readFileSync('docs/explain.md', 'utf8')
  const deployment = /^```yaml\n([\s\S]*?)^```$/m.exec(page)?.[1] ?? ''
  const lines = page.split('\n').filter((line) => line.startsWith('npx clearml-manifests explain '))
  t.ok(lines.length > 3)
  for (const line of lines) {
    const text = await explain(line.replace('npx clearml-manifests explain ', ''), {
      'clearml.yaml': deployment,
    })
    const shown = line.endsWith('--all')
      ? (/^ +resources:\n.*\n +memory: 512Mi.*\n/m.exec(text)?.[0] ?? '?')
      : text
    t.ok(page.includes(shown), `${line}\n${shown}`)
  }
})
