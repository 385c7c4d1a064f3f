/** The file server: uploaded artifacts, models and images. It signs in at the API server when it starts. */
import type { Literal } from '../dsl/index.js'
import { configuration } from './configuration.js'
import { credentials } from './credentials.js'
import { claim, dataVolume, persistentVolume, prepareStep } from './dataVolume.js'
import { deployment, httpProbes, type Strategy } from './deployment.js'
import { disruptionBudget } from './disruptionBudget.js'
import type { Installation } from './installation.js'
import { env, mainContainer, podTemplate } from './pod.js'
import { configDirEnv, setting } from './serverEnv.js'
import { containerPorts, service, serviceAccount, serviceUrl } from './service.js'
import { startCommand } from './startCommand.js'
import { storeParts } from './stores.js'
import { apiserverReady, storeReady } from './waits.js'

/** Where the server keeps its files. Source: `fileserver/fileserver.py`, default of CLEARML_UPLOAD_FOLDER. */
const DATA = '/mnt/fileserver'

/** Several share a volume, so one can be replaced while the others serve. */
const oneByOne: Strategy = { type: 'RollingUpdate', rollingUpdate: { maxSurge: 0, maxUnavailable: 1 } }

export const fileserver: Literal<Installation['fileserver'], Installation> = {
  serviceAccount: ({ $ }) => serviceAccount($, 'fileserver'),
  service: ({ $ }) => service($, 'fileserver'),
  disruptionBudget: ({ $ }) => disruptionBudget($, 'fileserver'),
  claim: ({ $ }) => claim($, 'fileserver'),
  persistentVolume: ({ $ }) => persistentVolume($, 'fileserver'),
  deployment: ({ $ }) => {
    const keys = credentials($, 'fileserver')
    const stores = storeParts($, 'fileserver')
    const files = configuration($)
    const container = mainContainer($, 'fileserver', {
      command: startCommand({
        role: 'fileserver',
        files: keys.files,
        waits: [...storeReady($.values, 'redis'), apiserverReady],
        waitSeconds: $.values.start.waitSeconds,
      }),
      ports: containerPorts('fileserver'),
      env: [
        ...stores.env,
        ...env({
          ...configDirEnv([...files.directories, keys.directory]),
          ...setting('hosts.api_server', serviceUrl('apiserver')),
          ...setting('fileserver.auth.cookie_names', [$.config.cookie.name]),
        }),
      ],
      ...httpProbes($, '/'),
      volumeMounts: [
        { name: 'data', mountPath: DATA },
        ...keys.volumeMounts,
        ...files.volumeMounts,
        ...stores.volumeMounts,
        { name: 'logs', mountPath: '/var/log/clearml' },
      ],
    })
    const template = podTemplate($, 'fileserver', {
      annotations: { ...files.annotations, ...keys.annotations },
      initContainers: [...prepareStep($, 'fileserver', DATA), ...keys.initContainers],
      containers: [container],
      volumes: [
        dataVolume($, 'fileserver'),
        ...keys.volumes,
        ...files.volumes,
        ...stores.volumes,
        { name: 'logs', emptyDir: {} },
      ],
    })
    const { replicas } = $.values.fileserver
    return deployment($, 'fileserver', replicas, replicas > 1 ? oneByOne : { type: 'Recreate' }, template)
  },
}
