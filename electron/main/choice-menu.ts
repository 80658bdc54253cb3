import { Menu, type MenuItemConstructorOptions } from 'electron'

/** Milliseconds within which a click is told of after its menu closed. */
const CLICK_DELAY = 100

/**
 * Shows a menu at the pointer with those of the actions that `groups` has, in its order and with a line between two groups;
 * answers with the one that was chosen, null where none was.
 */
export function showChoiceMenu<Action extends string>(
  groups: readonly (readonly Action[])[],
  labels: Readonly<Record<Action, string>>,
  actions: readonly Action[],
  window: Electron.BrowserWindow,
): Promise<Action | null> {
  return new Promise((resolve) => {
    const template: MenuItemConstructorOptions[] = []
    for (const group of groups) {
      const wanted = group.filter((action) => actions.includes(action))
      if (wanted.length > 0 && template.length > 0) template.push({ type: 'separator' })
      for (const action of wanted) template.push({ id: action, label: labels[action], click: () => resolve(action) })
    }
    if (template.length === 0) {
      resolve(null)
      return
    }
    Menu.buildFromTemplate(template).popup({ window, callback: () => setTimeout(() => resolve(null), CLICK_DELAY) })
  })
}
