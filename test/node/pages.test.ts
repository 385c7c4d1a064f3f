import t, { type Test } from 'tap'
import { overlays } from '../../overlays/index.js'
import { presets } from '../../presets/index.js'
import { commandIn, directoryOf, type Files, printed } from '../support/command.js'

/** A page for people: lines that fit a terminal. */
const page = async (t: Test, argv: string): Promise<string> => {
  const { code, out, err } = await commandIn(directoryOf(t), argv)
  t.strictSame({ code, err }, { code: 0, err: [] }, argv)
  // A line of one unbroken word (a digest, a handle) or a command to copy may be longer.
  const long = out
    .split('\n')
    .filter((line) => line.length > 100 && !/^\W*(\S+: )?\S+$|clearml-manifests |kubectl /.test(line))
  t.strictSame(long, [], `${argv} fits 100 columns`)
  t.notMatch(out, /undefined|\[object|[^\S\n]\n/, `${argv} is clean`)
  return out
}

/** The commands that a page shows. */
const examples = (text: string): ReadonlyArray<string> =>
  [
    ...text.matchAll(
      /^ {2}clearml-manifests ((?:build|notes|values|presets|overlays)[^|\n]*?)(?: {2,}.*| \|.*)?$/gm,
    ),
  ].map(([, argv]) => argv ?? '')

const runs = async (t: Test, text: string, files: Files = {}): Promise<number> => {
  const found = examples(text)
  for (const argv of found) t.ok((await printed(t, argv, files)).length > 0, argv)
  return found.length
}

t.test('help is there for the whole and for each command, and its examples work', async (t) => {
  const root = await page(t, '--help')
  t.equal(await page(t, '-h'), root)
  t.equal(await page(t, 'help'), root)
  for (const command of ['build', 'notes', 'overlays', 'presets', 'values']) {
    t.match(root, new RegExp(`^ {2}${command}\\b`, 'm'))
    const help = await page(t, `${command} --help`)
    t.equal(await page(t, `${command} -h`), help)
    t.equal(await page(t, `help ${command}`), help)
    await runs(t, help)
  }
  t.ok((await runs(t, root)) >= 4)
  t.ok((await runs(t, await page(t, 'build --help'))) >= 3)
})

t.test('overlays lists each one, and a page of each has an example that works', async (t) => {
  const list = await page(t, 'overlays')
  for (const name of Object.keys(overlays)) {
    t.match(list, new RegExp(`^${name} +\\S`, 'm'))
    const text = await page(t, `overlays ${name}`)
    t.equal(await runs(t, text), 1, `the page of ${name} has an example`)
    t.match(text, /\n\nExample\n\n/)
  }
  t.equal(list.split('\n').filter((line) => /^\w/.test(line)).length, Object.keys(overlays).length + 1)
})

t.test('the page of an overlay says its slot and its values', async (t) => {
  const text = await page(t, 'overlays nfs')
  t.match(text, /^nfs: .*NFS/)
  t.match(text, /slot storage.*excludes\s+hostpath, cloud, ephemeral/s)
  t.match(text, /# Required. Example:\n +# server: "?10\.0\.0\.5/)
  t.match(await page(t, 'overlays ephemeral'), /has no values of its own/)
})

t.test('presets lists each one, and a page of each has an example that works', async (t) => {
  const list = await page(t, 'presets')
  for (const { name } of presets) {
    t.match(list, new RegExp(`^${name} +\\S`, 'm'))
    t.equal(await runs(t, await page(t, `presets ${name}`)), 1, `the page of ${name} has an example`)
  }
})

t.test('notes fit what is built', async (t) => {
  const dev = await page(t, 'notes --preset dev')
  t.match(dev, /port-forward service\/clearml-webserver/)
  t.match(dev, /Nothing is kept/)
  const single = await page(t, 'notes --preset single-node --set expose.host=ml-node-1')
  t.match(single, /http:\/\/ml-node-1:30080/)
  t.match(single, /kubectl label node NODE app=clearml/)
  t.notMatch(single, /port-forward/)
  t.match(
    await page(t, 'notes --overlay nfs --set nfs.server=s --set nfs.path=/x'),
    /install -d -o \d+ -g \d+/,
  )
  t.match(await page(t, 'notes'), /not known \(--set urls.web/)
  t.match(await page(t, 'notes --set auth.mode=open'), /Any name will do/)
})

t.test('values print themselves: the page is a values file that changes nothing', async (t) => {
  const text = await page(t, 'values')
  const core = text.slice(0, text.search(/^# .*\n(# .*\n)*hostpath:$/m))
  t.ok(core.length > 1000)
  t.equal(await printed(t, 'build -f values.yaml', { 'values.yaml': core }), await printed(t, 'build'))
  const defaults = await page(t, 'values redis --defaults')
  const nested = `redis:\n${defaults.replace(/^/gm, '  ')}`
  t.equal(await printed(t, 'build -f values.yaml', { 'values.yaml': nested }), await printed(t, 'build'))
})

t.test('values of a part are that part', async (t) => {
  t.match(await page(t, 'values redis.storage'), /^# .*\nstorage:\n {2}# .*\n {2}size: 5Gi\n/)
  t.match(await page(t, 'values nfs'), /^# .*--overlay nfs/)
  t.match(await page(t, 'values version'), /^# .*\nversion: /)
  t.match(JSON.parse(await printed(t, 'values redis.storage --schema')), {
    type: ['object', 'null'],
    properties: { size: {} },
  })
  t.match(JSON.parse(await printed(t, 'values --schema')), {
    $schema: String,
    properties: { redis: {}, nfs: {} },
  })
})

t.test('of groups that have the same values, one is shown in full', async (t) => {
  const text = await page(t, 'overlays cloud')
  t.match(text, /# The volume of mongodb\. As elasticsearch\.\n +mongodb: \{\}/)
})
