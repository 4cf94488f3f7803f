import { onMounted, onUnmounted, ref, type Ref } from 'vue'

const NARROW = '(max-width: 760px)'

/** Return whether the window is as narrow as a phone's. */
export function useNarrow(): Ref<boolean> {
  const media = window.matchMedia(NARROW)
  const narrow = ref(media.matches)
  const see = () => (narrow.value = media.matches)
  onMounted(() => media.addEventListener('change', see))
  onUnmounted(() => media.removeEventListener('change', see))
  return narrow
}
