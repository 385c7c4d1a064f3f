import t from 'tap'
import { commandIn, directoryOf, printed, refused } from '../../support/command.js'

const pod =
  'apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: c, image: "c:1", resources: {requests: {cpu: 1500m}}}]}\n'

t.test('what the flags build is said: each workload, claims, totals', async (t) => {
  const cwd = directoryOf(t)
  const { code, out, err } = await commandIn(cwd, 'inspect --set webserver.replicas=2')
  t.strictSame({ code, err }, { code: 0, err: [] })
  t.match(out, /^WORKLOAD +PODS +CPU +CPU LIMIT +MEMORY +MEMORY LIMIT +GPU +IMAGE\n/)
  t.match(out, /^Deployment\/clearml-webserver +2 /m)
  t.match(out, /^clearml-fileserver-data +50Gi +- +ReadWriteOnce$/m)
  t.match(out, /^all +8 /m)
  t.match(out, /^Storage: 155Gi in 4 claims$/m)
  t.notMatch(out, /undefined|\[object|[^\S\n]\n/)
})

t.test('the pods of tasks have a row, and are not in the totals', async (t) => {
  const flags = '--overlay agents -f v.yaml --format json'
  const files = {
    'v.yaml': 'domain: clearml.example.com\nagents: {glue: [{queue: gpu, gpus: 2}]}\n',
  }
  const { workloads, totals } = JSON.parse(await printed(t, `inspect ${flags}`, files))
  t.match(
    workloads.find(({ object }: { object: string }) => object === 'PodTemplate/clearml-glue-gpu'),
    { runs: 'perTask', requests: { 'nvidia.com/gpu': '2' }, images: [/python/] },
  )
  t.equal(totals.requests['nvidia.com/gpu'], undefined)
})

t.test('any stream can be looked at, a finished one like the one that is built', async (t) => {
  const cwd = directoryOf(t, { 'pod.yaml': pod })
  t.match(await commandIn(cwd, 'inspect pod.yaml'), { code: 0, out: /^Pod\/p +1 +1500m +none /m })
  await commandIn(cwd, 'build --preset dev -o dev.yaml')
  const [given, built] = [
    await commandIn(cwd, 'inspect dev.yaml'),
    await commandIn(cwd, 'inspect --preset dev'),
  ]
  t.equal(given.out, built.out)
})

t.test('a stream beside flags of a build, and what cannot be read, is refused', async (t) => {
  t.strictSame(await refused(t, 'inspect pod.yaml --preset dev', { 'pod.yaml': pod }), [
    '--preset: nothing is built where a stream is given; leave out pod.yaml, or these flags',
  ])
  t.match(await refused(t, 'inspect absent.yaml'), [/^absent.yaml: cannot be read/])
  t.match(await refused(t, 'inspect --set rediss=1'), [/did you mean redis/])
})
