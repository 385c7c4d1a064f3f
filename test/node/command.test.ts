import { mkdirSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { run } from '../../src/node/run.js'
import { version } from '../../src/node/version.js'
import { commandIn, directoryOf, errorsOf, type Files, printed, refused } from '../support/command.js'

const nfs = '--overlay nfs --set nfs.server=10.0.0.5 --set nfs.path=/exports/clearml'

/** The errors that a values file gets. */
const inValues = (t: Test, text: string, flags = ''): Promise<ReadonlyArray<string>> =>
  refused(t, `build -f v.yaml ${flags}`, { 'v.yaml': text })

t.test('build with nothing else prints an installation', async (t) => {
  const { code, out, err } = await commandIn(directoryOf(t), 'build')
  t.equal(code, 0)
  t.match(out, /^apiVersion: v1\nkind: Namespace\n/)
  t.match(out, /kind: StatefulSet/)
  t.match(err, [/^warning: The public URL of the fileserver is not known/])
})

t.test('no command, a misspelt one and a flag without a command are said in one line', async (t) => {
  t.strictSame(await refused(t, ''), [
    'no command; there are build, notes, explain, overlays, presets, values, validate, diff, fn, images, inspect, secrets, users, help (--help says more)',
  ])
  t.strictSame(await refused(t, 'biuld'), ['no command "biuld"; did you mean build?'])
  t.strictSame(await refused(t, 'biuld --preset dev'), ['no command "biuld"; did you mean build?'])
  t.strictSame(await refused(t, 'help biuld'), ['no command "biuld"; did you mean build?'])
  t.match(await refused(t, '--preset dev'), [/^unknown option '--preset'; flags come after a command/])
})

t.test('misspelt and incomplete flags are said with what is near', async (t) => {
  t.strictSame(await refused(t, 'build --ovrlay nfs'), ["unknown option '--ovrlay'; did you mean --overlay?"])
  t.strictSame(await refused(t, 'build --no-overlays x'), [
    "unknown option '--no-overlays'; did you mean --no-overlay?",
  ])
  t.match(await refused(t, 'build --format x'), [/--format.* 'x' is invalid. Allowed choices are yaml, json/])
  t.match(await refused(t, 'build --part x'), [/--part.* 'x' is invalid. Allowed choices are all, data, app/])
  t.match(await refused(t, 'build nfs'), [/too many arguments/])
  for (const flag of ['--preset', '--overlay', '-f', '--set', '--namespace', '-o', '--part']) {
    t.match(await refused(t, `build ${flag}`), [/argument missing/], flag)
  }
  t.match(await refused(t, 'values --schema --defaults'), [/cannot be used with/])
  t.match(await refused(t, 'overlays nfs hostpath'), [/too many arguments/])
})

t.test('names that do not exist are said with what there is', async (t) => {
  t.strictSame(await refused(t, 'build --overlay nsf'), ['--overlay: no overlay "nsf"; did you mean nfs?'])
  t.strictSame(await refused(t, 'build --overlay zzzzzz'), [
    '--overlay: no overlay "zzzzzz"; there are hostpath, nfs, cloud, ephemeral, expose, agents, serving, argocd, baseline, restricted, openshift',
  ])
  t.strictSame(await refused(t, 'build --preset single-nod'), [
    '--preset: no preset "single-nod"; did you mean single-node?',
  ])
  t.strictSame(await refused(t, 'build --no-overlay nfs'), [
    'the overlay nfs is not selected and cannot be taken away; selected are none',
  ])
  t.strictSame(await refused(t, 'overlays nsf'), ['no overlay "nsf"; did you mean nfs?'])
  t.strictSame(await refused(t, 'presets x'), [
    'no preset "x"; there are single-node, cloud-ready, dev, remote-agents',
  ])
  t.strictSame(await refused(t, 'values redis.storag'), [
    'no value "redis.storag"; did you mean redis.storage?',
  ])
  t.strictSame(await refused(t, 'values version.x'), ['version is one value; it has no "x"'])
  for (const name of ['constructor', '__proto__', 'toString']) {
    t.equal((await refused(t, `build --overlay ${name} --preset ${name}`)).length, 2, name)
    t.equal((await refused(t, `values ${name}`)).length, 1, name)
  }
})

t.test('an overlay that needs values says which', async (t) => {
  t.strictSame(await refused(t, 'build --overlay nfs'), [
    'nfs.server is required: Host name or address of the NFS server. For example: --set nfs.server=10.0.0.5',
    'nfs.path is required: Base path of the export. For example: --set nfs.path=/exports/clearml',
  ])
})

t.test('two overlays for the storage are a conflict', async (t) => {
  t.strictSame(await refused(t, `build ${nfs} --overlay hostpath`), [
    'the overlays nfs and hostpath both fill the slot storage; choose one',
  ])
})

t.test('values of an overlay that is not selected name it', async (t) => {
  t.strictSame(await refused(t, 'build --set nfs.server=10.0.0.5'), [
    '--set nfs.server=10.0.0.5: nfs: belongs to the overlay nfs, which is not selected; add --overlay nfs',
  ])
  t.strictSame(await inValues(t, 'redis: {}\nnfs:\n  server: x\n'), [
    'v.yaml:2:1: nfs: belongs to the overlay nfs, which is not selected; add --overlay nfs',
  ])
})

t.test('wrong values in a file are said with file, line and column, all together', async (t) => {
  const text = `
webserver:
  replica: 2
  resources: 5
redis:
  extraArgs: [--ok, 7]
  storage:
    size: big
apiserver: {replicas: two, image: {pullPolicy: Allways}}
`
  t.strictSame((await inValues(t, text)).toSorted(), [
    'v.yaml:3:3: webserver.replica: no such value; did you mean replicas?',
    'v.yaml:4:3: webserver.resources: expected a map of limits, requests, got number 5',
    'v.yaml:6:21: redis.extraArgs[1]: expected a non-empty string, got number 7',
    'v.yaml:8:5: redis.storage.size: expected a size such as 50Gi, at least 1Mi, got string "big"',
    'v.yaml:9:13: apiserver.replicas: expected an integer of at least 0, got string "two"',
    'v.yaml:9:36: apiserver.image.pullPolicy: expected one of Always, IfNotPresent, Never, got string "Allways"',
  ])
})

t.test(
  'a values file that is not YAML, or no map, or has traps in it, is refused with the place',
  async (t) => {
    t.match(await inValues(t, 'redis: [1\nx: 2\n'), [/^v\.yaml:\d+:\d+: /])
    t.match(await inValues(t, '\tredis: 1\n'), [/^v\.yaml:1:\d+: tabs cannot indent YAML/])
    t.match(await inValues(t, 'a: {{ .Values.x }}\n'), [/^v\.yaml:1:\d+: templates like \{\{/])
    t.strictSame(await inValues(t, 'domain: a.b\nredis: {}\ndomain: c.d\n'), [
      'v.yaml:3:1: the key "domain" is given twice, first on line 1; keep one',
    ])
    t.strictSame(await inValues(t, 'labels:\n  __proto__: {x: 1}\n'), [
      'v.yaml:2:3: the key "__proto__" is not allowed; choose another name',
    ])
    const bomb = [
      'a: &a [x,x,x,x,x,x,x,x,x]',
      ...'bcdefghi'.split('').map((key, i) => `${key}: &${key} [${Array(9).fill(`*${'abcdefgh'[i]}`)}]`),
    ]
    t.match(await inValues(t, `${bomb.join('\n')}\n`), [/^v\.yaml: aliases .* repeat too much/])
    t.match(await inValues(t, '- a\n- b\n'), [
      'v.yaml: expected a map (lines like "key: value") at the top, found a list',
    ])
    t.match(await inValues(t, 'hello\n'), [/^v\.yaml: expected a map .* found text$/])
    t.match(await inValues(t, 'domain:a.b\n'), [/is the space after ":" missing/])
    t.match(await inValues(t, 'null\n'), [/^v\.yaml: expected a map .* found null$/])
    t.match(await inValues(t, 'a: 1\n---\nb: 2\n'), [/^v\.yaml:\d:1: a second document starts here/])
    t.match(await inValues(t, 'a: \u0001\n'), [/control character/])
  },
)

t.test('an empty values file is no values', async (t) => {
  const plain = await printed(t, 'build')
  for (const text of [
    '',
    '\n',
    '# only a comment\n',
    '---\n',
    '{}\n',
    'redis:\n',
    'redis: null\nlabels:\n',
  ]) {
    t.equal(await printed(t, 'build -f v.yaml', { 'v.yaml': text }), plain, JSON.stringify(text))
  }
})

t.test('keys without a value are known keys', async (t) => {
  t.strictSame(await inValues(t, 'namesapce:\n'), [
    'v.yaml:1:1: namesapce: no such value; did you mean namespace?',
  ])
  t.strictSame(await inValues(t, 'elasticsearch:\n  resorces:\n'), [
    'v.yaml:2:3: elasticsearch.resorces: no such value; did you mean resources?',
  ])
})

t.test('a number in the environment is said with its place', async (t) => {
  t.strictSame(await inValues(t, 'redis:\n  extraEnv:\n    - name: A\n      value: 5\n'), [
    'v.yaml:4:7: redis.extraEnv[0].value: expected a string, got number 5',
  ])
})

t.test('a values file that cannot be read is said by its name', async (t) => {
  t.strictSame(await refused(t, 'build -f nope.yaml'), [
    'nope.yaml: cannot be read: no such file or directory',
  ])
  t.strictSame(await refused(t, 'build -f .'), ['.: is a directory; expected a YAML or JSON file'])
  t.strictSame(await refused(t, ['build', '-f', '']), ['"": cannot be read: the name of the file is empty'])
  t.strictSame(await refused(t, 'build -f - -f -'), [
    'standard input can be read once, and is named by --values and --values; put one of them into a file',
  ])
})

t.test('what is wrong with the flags and the files is said together', async (t) => {
  t.match(
    await refused(t, 'build --preset x --overlay y -f nope -f bad.yaml --set z', { 'bad.yaml': 'a: [' }),
    [
      /^--preset: no preset "x"/,
      /^--overlay: no overlay "y"/,
      /^nope: cannot be read/,
      /^bad.yaml:1:\d: /,
      /^--set z: "z" has no "="/,
    ],
  )
})

t.test('--set that cannot be read or does not fit says why', async (t) => {
  t.strictSame(await refused(t, 'build --set a'), ['--set a: "a" has no "="; write PATH=VALUE'])
  t.strictSame(await refused(t, 'build --set-string a'), ['--set-string a: "a" has no "="; write PATH=VALUE'])
  t.strictSame(await refused(t, 'build --set a[0=1'), [
    '--set a[0=1: "a[0" is not a path such as a.b or a[0].b',
  ])
  t.strictSame(await refused(t, 'build --set __proto__.x=1'), [
    '--set __proto__.x=1: the key "__proto__" is not allowed',
  ])
  t.strictSame(await refused(t, 'build --set redis.extraArgs[3]=1'), [
    '--set redis.extraArgs[3]=1: redis.extraArgs[3]: expected an index up to 0, the next free one',
  ])
  t.strictSame(await refused(t, 'build --set redis.storag.size=1Gi'), [
    '--set redis.storag.size=1Gi: redis.storag: no such value; did you mean storage?',
  ])
  t.strictSame(await refused(t, 'build --set apiserver.replicas=two'), [
    '--set apiserver.replicas=two: apiserver.replicas: expected an integer of at least 0, got string "two"',
  ])
  t.strictSame(await refused(t, 'build --namespace A_b'), [
    '--namespace: namespace.name: expected a name of lower-case letters, digits and "-", at most 63 characters, got string "A_b"',
  ])
})

t.test('the last value counts: files in their order, --set, --set-string, --namespace', async (t) => {
  const files: Files = {
    'a.yaml': 'namespace: a\nlabels: {one: a, two: a}\n',
    'b.json': '{"namespace": {"name": "b"}, "labels": {"one": "b"}}',
  }
  const name = async (flags: string): Promise<string> =>
    /kind: Namespace\nmetadata:\n {2}name: (\S+)/.exec(await printed(t, `build ${flags}`, files))?.[1] ?? ''
  t.equal(await name('-f a.yaml -f b.json'), 'b')
  t.equal(await name('-f b.json -f a.yaml'), 'a')
  t.equal(await name('--set namespace=s -f a.yaml'), 's')
  t.equal(await name('--set-string namespace=t --set namespace=s'), 't')
  t.equal(await name('--namespace flag --set-string namespace=t -f a.yaml'), 'flag')
  t.match(await printed(t, 'build -f a.yaml -f b.json', files), /one: b\n *two: a\n/, 'maps merge')
  t.match(await printed(t, 'build --set-string redis.image.tag=7 --set redis.extraArgs={a,b}'), /redis:7"?\n/)
})

t.test('flags are taken in any order, repeated, and with =', async (t) => {
  const expected = await printed(t, `build --preset single-node ${nfs}`)
  t.equal(await printed(t, `build ${nfs} --preset single-node`), expected)
  t.equal(
    await printed(
      t,
      `build --preset=single-node ${nfs.replaceAll('--overlay nfs', '--overlay=nfs').replaceAll('--set ', '--set=')}`,
    ),
    expected,
  )
  t.equal(await printed(t, `build --overlay nfs --overlay nfs ${nfs} --preset single-node`), expected)
  t.equal(
    await printed(
      t,
      'build --overlay nfs --preset single-node --set nfs.server=10.0.0.5,nfs.path=/exports/clearml',
    ),
    expected,
  )
})

t.test('--no-overlay takes away what a preset has', async (t) => {
  t.match(await printed(t, 'build --preset single-node'), /nodePort: 30080/)
  t.notMatch(await printed(t, 'build --preset single-node --no-overlay expose'), /nodePort:/)
})

const deployment = `
preset: single-node
overlays:
  - name: expose
    values: {type: loadBalancer}
  - {name: nfs, values: {server: 10.0.0.5, path: /exports/clearml}}
values:
  namespace: ml
  domain: clearml.example.com
`

t.test('clearml.yaml in the working directory is taken by itself', async (t) => {
  const out = await printed(t, 'build', { 'clearml.yaml': deployment })
  t.match(out, /type: LoadBalancer/)
  t.match(out, /server: "?10\.0\.0\.5/)
  t.match(out, /namespace: ml/)
  t.notMatch(out, /hostPath/)
  t.equal(await printed(t, 'build --deployment d.yaml', { 'd.yaml': deployment }), out)
  t.equal(
    await printed(t, 'build --deployment none', { 'clearml.yaml': deployment }),
    await printed(t, 'build'),
  )
  t.equal(
    await printed(t, 'build --deployment none', { 'clearml.yaml': 'not: [yaml' }),
    await printed(t, 'build'),
  )
})

t.test('an overlay without values of its own is named in clearml.yaml as any other', async (t) => {
  const out = await printed(t, 'build --overlay ephemeral')
  t.equal(await printed(t, 'build', { 'clearml.yaml': 'overlays: [ephemeral]\n' }), out)
  t.equal(await printed(t, 'build', { 'clearml.yaml': 'overlays: [{name: ephemeral}]\n' }), out)
})

t.test('flags come after clearml.yaml: they replace, append and take away', async (t) => {
  const files = { 'clearml.yaml': deployment, 'v.yaml': 'namespace: other\n' }
  t.notMatch(await printed(t, 'build --preset dev', files), /hostPath|nodePort/)
  t.match(await printed(t, 'build --overlay hostpath', files), /hostPath/)
  t.notMatch(
    await printed(t, 'build --overlay hostpath', files),
    /10\.0\.0\.5/,
    'the values of an overlay go with it',
  )
  t.notMatch(
    await printed(t, 'build --no-overlay nfs --no-overlay expose', files),
    /10\.0\.0\.5|LoadBalancer/,
  )
  t.match(await printed(t, 'build -f v.yaml', files), /namespace: other/)
  t.match(await printed(t, 'build --set nfs.server=host2', files), /server: host2/)
})

t.test('mistakes in clearml.yaml are said with their places', async (t) => {
  const errors = (text: string): Promise<ReadonlyArray<string>> =>
    refused(t, 'build', { 'clearml.yaml': text })
  t.strictSame(await errors('preset: dev\noverlay: [nfs]\n'), [
    'clearml.yaml:2:1: overlay: no such value; did you mean overlays?',
  ])
  t.strictSame(await errors('preset: single\noverlays:\n  - nsf\n  - name: clowd\n'), [
    'clearml.yaml:1:1: no preset "single"; there are single-node, cloud-ready, dev, remote-agents',
    'clearml.yaml:3:5: no overlay "nsf"; did you mean nfs?',
    'clearml.yaml:4:5: no overlay "clowd"; did you mean cloud?',
  ])
  t.strictSame(
    await errors(
      'overlays:\n  - name: nfs\n    values:\n      server: a\n      pth: /x\nvalues:\n  redis:\n    storage: {sise: 1}\n',
    ),
    [
      'clearml.yaml:8:15: redis.storage.sise: no such value; did you mean size?',
      'clearml.yaml:5:7: nfs.pth: no such value; did you mean path?',
      'nfs.path is required: Base path of the export. For example: --set nfs.path=/exports/clearml',
    ],
  )
  t.strictSame(await errors('overlays:\n  - 5\n  - {values: {}}\n  - {name: nfs, valuez: {}}\n'), [
    'clearml.yaml:2:5: overlays[0]: expected the name of an overlay, or a map such as {name: nfs, values: {…}}, got number 5',
    'clearml.yaml:3:5: overlays[1]: expected the name of an overlay, or a map such as {name: nfs, values: {…}}, got a map',
    'clearml.yaml:4:17: overlays[2].valuez: no such value; did you mean values?',
  ])
  t.match(await errors('overlays: nfs\n'), [
    /^clearml.yaml:1:1: overlays: expected a list of overlays, got string "nfs"/,
  ])
  t.match(await errors('values: 5\n'), [/^clearml.yaml:1:1: values: expected a JSON object/])
  t.match(await errors('- a\n'), [/found a list/])
  t.match(await errors('a: [\n'), [/^clearml.yaml:\d:\d/])
  t.match(await refused(t, 'build --deployment nope.yaml'), [
    'nope.yaml: cannot be read: no such file or directory',
  ])
  t.match(await refused(t, 'build --deployment .'), [/is a directory/])
  const cwd = directoryOf(t)
  mkdirSync(join(cwd, 'clearml.yaml'))
  t.match(errorsOf(t, await commandIn(cwd, 'build'), 'a directory clearml.yaml'), [
    /^clearml.yaml: is a directory/,
  ])
})

t.test('an empty clearml.yaml is an installation without preset and overlays', async (t) => {
  const plain = await printed(t, 'build')
  t.equal(await printed(t, 'build', { 'clearml.yaml': '' }), plain)
  t.equal(await printed(t, 'build', { 'clearml.yaml': 'preset:\noverlays:\nvalues:\n' }), plain)
})

t.test('-o writes a file, or a directory of files, and prints nothing', async (t) => {
  const cwd = directoryOf(t)
  const { out: stream } = await commandIn(cwd, 'build --preset dev')
  t.strictSame(await commandIn(cwd, 'build --preset dev -o stream.yaml'), { code: 0, out: '', err: [] })
  t.equal(readFileSync(join(cwd, 'stream.yaml'), 'utf8'), stream)
  t.equal((await commandIn(cwd, 'build --preset dev -o -')).out, stream)
  t.equal((await commandIn(cwd, 'build --preset dev -o out/')).code, 0)
  const files = readdirSync(join(cwd, 'out'))
  t.ok(files.includes('kustomization.yaml') && files.includes('deployment-clearml-apiserver.yaml'))
  t.equal(files.length, stream.split('\n---\n').length + 1)
  t.equal((await commandIn(cwd, 'build --preset dev --format json -o json/')).code, 0)
  t.match(readdirSync(join(cwd, 'json')), /deployment-clearml-apiserver.json/)
})

t.test('an output that cannot be written is said, and leaves nothing behind', async (t) => {
  const cwd = directoryOf(t, { 'v.yaml': 'redis: {}\n', file: 'old' })
  const errors = async (argv: string): Promise<ReadonlyArray<string>> =>
    errorsOf(t, await commandIn(cwd, argv), argv)
  t.match(await errors('build -o nowhere/stream.yaml'), [
    /^nowhere\/stream.yaml: cannot be written: no such directory/,
  ])
  t.match(await errors('build -o .'), [/cannot be written: is a directory; end it with \//])
  t.match(await errors('build -o file/'), [/cannot be written/])
  t.match(await errors('build -o /dev/full'), [/^\/dev\/full: cannot be written: no space left/])
  t.match(await errors('build --preset x -o stream.yaml'), [/no preset/])
  t.match(await errors('build -o clearml.yaml'), [
    '-o clearml.yaml: this is the name of a file that build reads; choose another one',
  ])
  t.match(await errors('build -f v.yaml -o ./v.yaml'), [/a file that build reads/])
  t.strictSame(readdirSync(cwd).toSorted(), ['file', 'v.yaml'])
  t.equal(readFileSync(join(cwd, 'v.yaml'), 'utf8'), 'redis: {}\n')
})

t.test('--part prints one half, --format the other form', async (t) => {
  const data = await printed(t, 'build --part data')
  t.match(data, /kind: PersistentVolumeClaim/)
  t.notMatch(data, /kind: Deployment/)
  t.notMatch(await printed(t, 'build --part app'), /kind: (Namespace|PersistentVolumeClaim)\n/)
  t.equal(JSON.parse(await printed(t, 'build --format json')).kind, 'List')
})

t.test('a defect of the program has the exit code 70, and --debug shows where', async (t) => {
  const broken = async (...argv: ReadonlyArray<string>) => {
    let err = ''
    const code = await run(argv, {
      cwd: '.',
      stdout: async () => Promise.reject(new Error('boom')),
      stderr: (text) => {
        err += text
      },
    })
    return { code, err }
  }
  const { code, err } = await broken('build', '--preset', 'dev', '--deployment', 'none')
  t.equal(code, 70)
  t.equal(err, 'error: a defect of clearml-manifests: boom (--debug shows where)\n')
  t.match(
    (await broken('build', '--preset', 'dev', '--deployment', 'none', '--debug')).err,
    /boom\n.*\n\s+at /,
  )
})

t.test('--version says the version of the package', async (t) => {
  t.equal(await printed(t, '--version'), `${version}\n`)
  t.equal(version, JSON.parse(readFileSync('package.json', 'utf8')).version)
})

t.test('--ignore switches a lint rule off; what it hides, or cannot, is said', async (t) => {
  const files = {
    'v.yaml': 'apiserver: {extraEnv: [{name: OTHER, value: "http://clearml-webservr:8080"}]}\n',
  }
  t.match(await refused(t, 'build --preset dev -f v.yaml', files), [
    /no Service "clearml-webservr" in the stream; did you mean "clearml-webserver".* \[hosts\]$/,
  ])
  t.match(
    await printed(t, 'build --preset dev -f v.yaml --ignore hosts:Deployment/clearml-apiserver', files),
    /webservr/,
  )
  t.match(await printed(t, 'notes --preset dev -f v.yaml --ignore hosts', files), /^ {2}Web UI/m)
  const idle = await commandIn(directoryOf(t), 'build --preset dev --ignore probes')
  t.same([idle.code, idle.err], [0, ['warning: ignore probes: hides nothing']])
  t.strictSame(await refused(t, 'build --ignore prob --ignore publishedCredentials --set x'), [
    '--set x: "x" has no "="; write PATH=VALUE',
    '--ignore prob: no such rule; did you mean probes?',
    '--ignore publishedCredentials: this rule cannot be switched off; use credentials of your own',
  ])
})
