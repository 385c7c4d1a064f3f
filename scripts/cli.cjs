// What `dist/cli.cjs` is made of: loads the command from V8's code cache where the build has made one for this very
// V8 and platform; else lets Node load it, with a compile cache of its own where Node has one (22.1 and later).
// `COMMAND` is the name of the bundled file, `PARTS` are those of what it loads itself; the build puts them in.
'use strict'
const { readFileSync } = require('node:fs')
const { Script, constants } = require('node:vm')
const { platform, arch, versions } = process

const loader = constants?.USE_MAIN_CONTEXT_DEFAULT_LOADER // what `import()` in the command asks; Node 20.12 and later
const suffix = `.${versions.v8}-${platform}-${arch}.cache`

const load = (name) => {
  const filename = `${__dirname}/${name}`
  let cachedData
  try {
    if (loader !== undefined) cachedData = readFileSync(filename + suffix)
  } catch {}
  if (cachedData === undefined) {
    require('node:module').enableCompileCache?.()
    return require(filename)
  }
  const text = readFileSync(filename, 'utf8')
  const source = `(function (exports, require, module, __filename, __dirname) {${text}\n})`
  // V8 refuses a cache that does not fit, and compiles the source.
  const script = new Script(source, { filename, cachedData, importModuleDynamically: loader })
  const module = { exports: {} }
  script.runInThisContext()(module.exports, required, module, filename, __dirname)
  return module.exports
}

const required = (id) => (PARTS.includes(id.slice(2)) ? load(id.slice(2)) : require(id))

load(COMMAND)
