import '@fontsource-variable/inter/wght.css'
import '@fontsource-variable/jetbrains-mono/wght.css'
import { mount } from 'svelte'
import App from './components/App.svelte'
import { AppState } from './state/app.svelte.ts'
import { speak } from './state/locale.svelte.ts'
import './styles/tokens.css'
import './styles/base.css'
import './styles/contrast.css'

speak(/^zh\b/i.test(navigator.language) ? 'zh-CN' : 'en')

const target = document.getElementById('app')
if (target) mount(App, { target, props: { app: new AppState(window.onionskin) } })
