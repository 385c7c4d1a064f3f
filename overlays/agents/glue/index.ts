/** The Kubernetes glue: for each queue a Deployment that makes a pod of each task, and what it needs. */
import { type Installation, parts } from '../../../src/index.js'
import { metadata } from '../metadata.js'
import { own } from '../table.js'
import { glueConf } from './clearmlConf.js'
import { glueDeployment } from './deployment.js'
import { componentOf, glueNameOf, nameOfQueue } from './name.js'
import { podTemplate } from './podTemplate.js'
import { glueRole, glueRoleBinding } from './role.js'
import { sessionServices } from './sessions.js'
import type { Queue } from './table.js'
import { taskNamespace, taskServiceAccount } from './tasks.js'

export { glueExternal } from './external.js'
export { glueProblems } from './problems.js'

type Glue = Installation['agents']['glue'][string]

/** All queues, by name. */
export const glue = ($: Installation): Installation['agents']['glue'] =>
  Object.fromEntries(own($.values).glue.map((queue) => [nameOfQueue(queue), glueOf($, queue)]))

const glueOf = ($: Installation, queue: Queue): Glue => ({
  serviceAccount: {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: metadata($.values, glueNameOf(queue), componentOf(queue), {
      annotations: {
        ...parts.identityAnnotations($.values, 'agents'),
        ...own($.values).gluePods.serviceAccount.annotations,
      },
    }),
    automountServiceAccountToken: false,
  },
  deployment: glueDeployment($, queue),
  podTemplate: podTemplate($, queue),
  configMap: {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: metadata($.values, glueNameOf(queue), componentOf(queue)),
    data: glueConf($).data,
  },
  role: glueRole($, queue),
  roleBinding: glueRoleBinding($, queue),
  taskNamespace: taskNamespace($, queue),
  taskServiceAccount: taskServiceAccount($, queue),
  sessions: sessionServices($, queue),
})
