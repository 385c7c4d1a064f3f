/** Deletes the files of deleted tasks and models. An endless loop without a port; one of it only. */
import type { Literal } from '../dsl/index.js'
import { configuration } from './configuration.js'
import { credentials } from './credentials.js'
import { deployment } from './deployment.js'
import type { Installation } from './installation.js'
import { env, mainContainer, podTemplate } from './pod.js'
import { configDirEnv, deletionEnv, setting } from './serverEnv.js'
import { serviceAccount, serviceUrl } from './service.js'
import { startCommand } from './startCommand.js'
import { storeParts } from './stores.js'
import { fileserverReady, storeReady } from './waits.js'

export const asyncdelete: Literal<Installation['asyncdelete'], Installation> = {
  serviceAccount: ({ $ }) => serviceAccount($, 'asyncdelete'),
  deployment: ({ $ }) => {
    const keys = credentials($, 'asyncdelete')
    const stores = storeParts($, 'asyncdelete')
    const files = configuration($)
    const container = mainContainer($, 'asyncdelete', {
      command: startCommand({
        role: 'asyncdelete',
        fileserverUrl: serviceUrl('fileserver'),
        files: keys.files,
        // It asks the fileserver once when it starts, and ends without an answer.
        waits: [...storeReady($.values, 'mongodb'), ...storeReady($.values, 'redis'), fileserverReady],
        waitSeconds: $.values.start.waitSeconds,
      }),
      env: [
        ...env({ PYTHONPATH: '/opt/clearml/apiserver' }),
        ...stores.env,
        ...env({
          ...configDirEnv([...files.directories, keys.directory]),
          // The image's entrypoint, which makes the log directory, does not run here.
          ...setting('logging.handlers.text_file.filename', '/dev/null'),
          ...deletionEnv($),
        }),
      ],
      volumeMounts: [...keys.volumeMounts, ...files.volumeMounts, ...stores.volumeMounts],
    })
    const template = podTemplate($, 'asyncdelete', {
      annotations: { ...files.annotations, ...keys.annotations },
      initContainers: keys.initContainers,
      containers: [container],
      volumes: [...keys.volumes, ...files.volumes, ...stores.volumes],
    })
    return deployment($, 'asyncdelete', 1, { type: 'Recreate' }, template)
  },
}
