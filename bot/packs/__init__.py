"""Official wording, brought by a site: a folder of data, held to the same rules and proofs as every conversation.

``switching`` says which packs are on; ``loading`` reads and judges one; ``building`` makes its flow and ``wording`` its
words; ``proving`` walks it; ``seal`` ties it to its sign-off; ``numbers`` lets its sessions be stored. docs/packs.md
tells a site how to make one.
"""
