import { formatCount, formatList } from '../../amount.ts'
import type { findingWords as English } from '../english/finding.ts'

const pathStates = { visible: '', overridden: '被覆盖', removed: '已删除' }

/** Finding paths, searching contents, filtering. */
export const findingWords: typeof English = {
  palette: {
    title: '在任意层中查找路径',
    placeholder: '在任意层中查找路径',
    results: '找到的路径',
    hint: '按顺序输入路径中的字母，例如 etc pass',
    searching: '正在查找…',
    nothing: '没有哪一层有这样的路径。',
    failed: '无法查找路径。',
    keys: '↑ ↓ 选择 · Enter 显示 · Esc 关闭',
    count: (shown, total) =>
      shown < total
        ? `${formatCount(total)} 个路径中最匹配的 ${formatCount(shown)} 个`
        : `${formatCount(total)} 个路径`,
    states: pathStates,
    layer: (layer) => `第 ${layer} 层涉及`,
    row: (path, state, layers) =>
      [path, pathStates[state], `第 ${formatList(layers.map(String))} 层`].filter((part) => part !== '').join('，'),
  },

  search: {
    title: '在内容中搜索',
    placeholder: '在文件内容中搜索',
    open: '在内容中搜索…',
    results: '匹配项',
    hint: '按 Enter 搜索。选择“所有版本”会搜索所有层的文件，包括已删除的。',
    matchCase: '区分大小写',
    regex: '正则表达式',
    reach: '搜索哪些文件',
    reaches: [
      { id: 'view', label: '当前视图' },
      { id: 'all', label: '所有版本' },
    ],
    start: '搜索',
    stop: '停止',
    close: '关闭搜索',
    running: '正在搜索…',
    stopped: '已停止：可能还有更多。',
    binary: '在二进制文件中',
    byte: (offset) => `字节 ${formatCount(offset)}`,
    layer: (layer) => `第 ${layer} 层分发的版本`,
    count: (matches, more) => `${formatCount(matches)}${more ? '+' : ''}`,
    states: { visible: '', hidden: '被遮盖', deleted: '已删除' },
    summary: ({ files, matches, searched, binary, unreadable, limited }) =>
      [
        matches === 0
          ? `在 ${formatCount(searched)} 个文件中没有找到。`
          : `${formatCount(files)} 个文件中有 ${formatCount(matches)} 处匹配。`,
        limited ? '还有更多：换用更长的文本或更小的视图可以缩小范围。' : '',
        binary > 0 ? `跳过 ${formatCount(binary)} 个二进制文件。` : '',
        unreadable > 0 ? `${formatCount(unreadable)} 个文件无法读到末尾。` : '',
      ].join(''),
  },

  filterField: {
    label: '筛选文件',
    placeholder: '筛选：*.js、/正则/、size>1MB',
    menu: '可用的筛选条件',
    clear: '清除筛选',
    conditions: '筛选条件',
    remove: (part) => `移除 ${part}`,
    notUnderstood: '无法理解：不起作用',
    matches: (count) => (count === 0 ? '没有匹配项' : `${formatCount(count)} 个匹配项`),
    openAll: '展开到匹配项',
    nothing: '此视图中没有符合筛选条件的内容。',
    keys: {
      change: 'added、modified、removed、overridden',
      type: 'file、dir、link、device…',
      size: '文件大小：>1MB、<10kB、1kB..1MB',
      layer: '提供当前可见内容的层',
      user: '属主，编号或名称',
      group: '属组，编号或名称',
      is: 'setuid、executable、world-writable…',
    },
    patterns: '名称可用文本、*.glob 或 /正则/，带斜杠则匹配路径 · 含空格用 "…" · 条件前加 - 表示排除',
    flags: {
      setuid: '以其属主身份运行',
      setgid: '以其属组身份运行',
      sticky: '其中的内容只有属主能删除',
      executable: '有人可以执行的文件',
      writable: '任何人都可写',
    },
  },
}
