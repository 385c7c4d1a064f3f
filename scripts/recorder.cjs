// Loaded before the command: when the process ends, writes the code cache of each script that was made, with the
// functions that have been compiled by then.
'use strict'
const { writeFileSync } = require('node:fs')
const vm = require('node:vm')

vm.Script = class extends vm.Script {
  constructor(source, options) {
    super(source, options)
    const path = options.filename + process.env.CODE_CACHE_SUFFIX
    process.on('exit', () => writeFileSync(path, this.createCachedData()))
  }
}
