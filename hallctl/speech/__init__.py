"""From what is to be said to sound (语音合成): phrases, recorded clips, speech engines."""
