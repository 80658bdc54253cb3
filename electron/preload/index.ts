import { contextBridge, ipcRenderer, webUtils } from 'electron'
import { type DesktopBridge, ENGINE_PORT_MESSAGE } from '../../shared/desktop-api.ts'
import { type Notices, NOTICES, type Question, QUESTIONS, type Questions, VERSION_ARGUMENT } from '../../shared/ipc.ts'

const ask = (question: Question) => [question, (...values: unknown[]) => ipcRenderer.invoke(question, ...values)]
const questions = Object.fromEntries(QUESTIONS.map(ask)) as Questions

/** Calls `listener` with the values of every such notice, until the returned function is called. */
function onNotice<N extends keyof Notices>(notice: N, listener: (...values: Notices[N]) => void): () => void {
  const received = (_event: unknown, ...values: unknown[]) => listener(...(values as Notices[N]))
  ipcRenderer.on(NOTICES[notice], received)
  return () => void ipcRenderer.off(NOTICES[notice], received)
}

const bridge: DesktopBridge = {
  ...questions,
  platform: process.platform as DesktopBridge['platform'],
  appVersion: process.argv.find((value) => value.startsWith(VERSION_ARGUMENT))?.slice(VERSION_ARGUMENT.length) ?? '',
  pathForFile: (file) => webUtils.getPathForFile(file),
  onOpenRequest: (listener) => onNotice('openRequest', listener),
  onEngineGone: (listener) => onNotice('engineGone', listener),
  onSaveRequest: (listener) => onNotice('saveRequest', listener),
  onCompareRequest: (listener) => onNotice('compareRequest', listener),
  onSettingsRequest: (listener) => onNotice('settingsRequest', listener),
  onSettingsChanged: (listener) => onNotice('settingsChanged', listener),
  onCommand: (listener) => onNotice('command', listener),
}

contextBridge.exposeInMainWorld('onionskin', bridge)

// A port cannot cross the context bridge; a message event of the window may carry it.
ipcRenderer.on(NOTICES.enginePort, (event) => {
  window.postMessage(ENGINE_PORT_MESSAGE, window.location.origin, event.ports)
})
