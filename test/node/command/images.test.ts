import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { parse } from 'yaml'
import { commandIn, directoryOf, errorsOf, refused } from '../../support/command.js'
import { needs } from '../../support/which.js'

const files = {
  'all.yaml': `
domain: clearml.example.com
agents:
  glue: [{queue: gpu}, {queue: other, image: "registry.example.com/task:7"}]
  static: {count: 1, docker: {enabled: true}}
serving:
  taskId: ab12cd34ef56ab78cd90ef12ab34cd56
  kafka: {bootstrapServers: ["kafka.example.com:9092"]}
`,
}
const all = '--overlay agents --overlay serving -f all.yaml'

const lines = async (cwd: string, argv: string): Promise<ReadonlyArray<string>> => {
  const { code, out, err } = await commandIn(cwd, argv)
  if (code !== 0) throw new Error(err.join('\n'))
  return out.split('\n').filter((line) => line !== '')
}
const digestOf = (image: string): string => `sha256:${createHash('sha256').update(image).digest('hex')}`

t.test('every image is listed once: of the server, of agents, of their tasks, of serving', async (t) => {
  const cwd = directoryOf(t, files)
  const found = await lines(cwd, `images ${all}`)
  t.strictSame(found, [...new Set(found)].sort())
  t.strictSame(
    found.map((image) => image.replace(/:[^:]*$/, '')).filter((name, i, names) => names.indexOf(name) === i),
    [
      'docker.io/allegroai/clearml-serving-inference',
      'docker.io/allegroai/clearml-serving-statistics',
      'docker.io/clearml/server',
      'docker.io/library/docker',
      'docker.io/library/elasticsearch',
      'docker.io/library/mongo',
      'docker.io/library/python',
      'docker.io/library/redis',
      'registry.example.com/task',
    ],
  )
})

t.test('YAML and JSON say what uses each image, the pods of tasks too', async (t) => {
  const cwd = directoryOf(t, files)
  const list = parse((await commandIn(cwd, `images ${all} --format yaml`)).out)
  t.strictSame(JSON.parse((await commandIn(cwd, `images ${all} --format json`)).out), list)
  t.strictSame(list.at(-1), {
    image: 'registry.example.com/task:7',
    repository: 'registry.example.com/task',
    tag: '7',
    digest: null,
    usedBy: [
      { object: 'Deployment/clearml-glue-other', by: 'glue: CLEARML_DOCKER_IMAGE' },
      { object: 'PodTemplate/clearml-glue-other', by: 'task' },
    ],
  })
  const task = list.find(({ tag }: { tag: string }) => tag === '3.12.12-bookworm')
  t.ok(task.usedBy.some(({ by }: { by: string }) => by === 'agent: --docker'))
})

const locked = async (t: Parameters<typeof directoryOf>[0], flags: string) => {
  const cwd = directoryOf(t, files)
  const images = await lines(cwd, `images ${flags}`)
  const text = images.map((image) => `${image} ${digestOf(image)}\n`).join('')
  writeFileSync(join(cwd, 'digests.txt'), text)
  const { code, err } = await commandIn(cwd, `images ${flags} --lock lock --digests digests.txt`)
  t.strictSame(
    { code, err },
    { code: 0, err: ['wrote lock/kustomization.yaml; next: build --overlay ./lock'] },
  )
  return { cwd, images }
}

t.test(
  'under the lock every image has its digest, in the pods of tasks too, and nothing else changes',
  async (t) => {
    const { cwd, images } = await locked(t, all)
    const pinned = images.map((image) => `${image}@${digestOf(image)}`)
    t.strictSame(await lines(cwd, `images ${all} --overlay ./lock`), pinned)
    const { out: before } = await commandIn(cwd, `build ${all}`)
    const { out: after } = await commandIn(cwd, `build ${all} --overlay ./lock`)
    const checksums = /clearml-manifests\/checksum.*|checksum\/.*/g
    t.equal(after.replace(/@sha256:[0-9a-f]{64}/g, '').replace(checksums, ''), before.replace(checksums, ''))
  },
)

t.test('Kustomize lays the same lock over the stream', needs('kubectl'), async (t) => {
  const { cwd, images } = await locked(t, '--preset dev')
  await commandIn(cwd, 'build --preset dev -o all.yaml')
  writeFileSync(join(cwd, 'kustomization.yaml'), 'resources: [all.yaml]\ncomponents: [lock]\n')
  const { stdout, stderr } = spawnSync('kubectl', ['kustomize', cwd], { encoding: 'utf8' })
  const found = [...stdout.matchAll(/^ +(?:- )?image: (.*)$/gm)].map(([, image]) => image ?? '')
  t.ok(found.length > 5, stderr)
  t.strictSame(
    [...new Set(found)].sort(),
    images.map((image) => `${image}@${digestOf(image)}`),
  )
})

t.test('a lock of other versions is refused when it is laid over, and can be made anew', async (t) => {
  const { cwd } = await locked(t, '--preset dev')
  t.match(
    errorsOf(t, await commandIn(cwd, 'build --preset dev --set version=2.3.0 --overlay ./lock'), 'old'),
    [/server:2\.4\.0/],
  )
  t.match(await commandIn(cwd, 'images --preset dev --lock lock --digests digests.txt'), { code: 0 })
  writeFileSync(join(cwd, 'lock/kustomization.yaml'), 'resources: []\n')
  t.strictSame(
    errorsOf(t, await commandIn(cwd, 'images --preset dev --lock lock --digests digests.txt'), 'not ours'),
    ['lock/kustomization.yaml: is not a lock that this command has written; choose another directory'],
  )
  t.equal(readFileSync(join(cwd, 'lock/kustomization.yaml'), 'utf8'), 'resources: []\n')
})

t.test('a digest that is missing, or of nothing, is said with its image', async (t) => {
  const digests = `docker.io/clearml/servr:2.4.0 ${digestOf('x')}\n`
  t.match(await refused(t, 'images --preset dev --lock lock --digests d.txt', { 'd.txt': digests }), [
    /^d.txt: no digest of docker.io\/clearml\/server:2.4.0; did you mean docker.io\/clearml\/servr:2.4.0\?/,
    /^d.txt: no digest of docker.io\/library\/elasticsearch:/,
    /^d.txt: no digest of docker.io\/library\/mongo:/,
    /^d.txt: no digest of docker.io\/library\/redis:/,
    /^d.txt:1: no image docker.io\/clearml\/servr:2.4.0 is in the stream; did you mean /,
  ])
})

t.test('the mirror map has the images that the stream asks the mirror for', async (t) => {
  const cwd = directoryOf(t, files)
  const mirror = 'registry.example.com:5000/mirror'
  for (const flags of ['--preset dev', all, '--preset dev --set imageRegistry=elsewhere.example.com']) {
    const map = (await lines(cwd, `images ${flags} --mirror ${mirror}`)).map((line) => line.split(' '))
    const mirrored = await lines(cwd, `images ${flags} --set imageRegistry=${mirror}`)
    t.strictSame(
      map.map(([, destination]) => destination).sort(),
      mirrored.filter((image) => image.startsWith(mirror)),
    )
    t.ok(map.length >= 4 && map.every(([source = '']) => source.startsWith('docker.io/')), flags)
  }
  t.match((await commandIn(cwd, `images ${all} --mirror ${mirror}`)).err, [
    'not from the mirror, because values name their place: registry.example.com/task:7',
  ])
  t.match(await refused(t, 'images --mirror https://x'), [/^--mirror: imageRegistry: expected/])
})

t.test('flags that mean nothing together are refused', async (t) => {
  t.match(await refused(t, 'images --lock lock'), [/^--lock lock: add --digests FILE/])
  t.match(await refused(t, 'images --digests d.txt'), [/^--digests d.txt: digests are for --lock/])
  t.match(await refused(t, 'images --lock - --digests d.txt'), [/^--lock: expected the name of a directory/])
  t.match(await refused(t, 'images --lock l --mirror m --digests d'), [/cannot be used with/])
  t.match(await refused(t, 'images --mirror m --format json'), [/cannot be used with/])
  t.match(await refused(t, 'images -f - --lock l --digests -'), [/^standard input can be read once/])
})
